"""Templates of a partnership's own: each fault said with its place, nothing taken that could do harm, and the way back to the standard one."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement

from cspr.operations import Forbidden, InputFault, clock, run
from cspr.operations.inputs import Upload
from cspr.partnership.roles import Role
from cspr.record.models import Fact, File
from cspr.services.documents.checking import LARGEST, check
from cspr.services.documents.kinds import kinds
from cspr.services.documents.laying import standard
from cspr.services.documents.templates_kept import template_of
from tests.factories import NOON, client_for, home, member
from tests.services.documents.files import made, with_parts

pytestmark = pytest.mark.django_db


def _faults(*paragraphs: str, **more: object) -> str:
    return "\n".join(check(kinds()["rapid_review_report"], made(*paragraphs, **more)))  # type: ignore[arg-type]


def test_a_sound_template_has_no_faults() -> None:
    assert _faults("{{ title }} of {{ partnership|upper }}", "{%p if facts %}", "{{ facts }}", "{%p endif %}", "", header="{{ marking }}", rows=[
        ["Partner", "Decision"], ["{%tr for row in signed %}", ""], ["{{ row.partner }}", "{{ row.decision }}"], ["{%tr endfor %}", ""]]) == ""


@pytest.mark.parametrize(("paragraphs", "says"), [
    (["Dear all", "See {{ refrence }}"], "Paragraph 2 (“See {{ refrence }}”): there is no field “refrence”. Did you mean “reference”?"),
    (["{{ zzz }}"], "there is no field “zzz”. The list of fields is on this page."),
    (["{{ reference }"], "“{{” has no other half in the same paragraph"),
    (["{%p if facts %}", "words"], "an “if” or “for” has no end"),
    (["{%p endif %}"], "ends what was not begun"),
    (["{{ signed }}"], "“signed” has rows. Go through them: {%tr for row in signed %}"),
    (["{% for row in facts %}{{ row.a }}{% endfor %}"], "the rows"),
    (["{% for row in signed %}{{ row.partnr }}{% endfor %}"], "the rows of “signed” have no “partnr”. Did you mean “partner”?"),
    (["{{ row.partner }}"], "can only stand between"),
    (["{{r facts }}"], "“{{r” cannot be used here"),
    (["{{ facts facts }}"], "cannot be understood"),
    (["{{ facts|attr('x') }}"], "“|attr” cannot be used here. After a field can stand: "),
])
def test_a_fault_is_said_with_its_place_and_what_to_do(paragraphs: list[str], says: str) -> None:
    found = _faults(*paragraphs)
    assert says in found if says != "the rows" else "has no rows to go through" in found, found


def test_every_wrong_field_is_said_at_once_wherever_it_stands() -> None:
    found = _faults("{{ one_wrong }}", header="{{ two_wrong }}", rows=[["a", "b"], ["{{ three_wrong }}", ""]])
    assert "Paragraph 1 (" in found and "Header, paragraph 1 (" in found and "Table 1, row 2 (" in found


@pytest.mark.parametrize("trick", [
    "{{ ''.__class__.__mro__ }}", "{{ facts.__class__ }}", "{{ facts['__class__'] }}", "{{ self }}", "{{ range(10) }}", "{{ 'a' * 1000000000 }}",
    "{{ lipsum() }}", "{{ cycler }}", "{{ facts.upper() }}", "{% for a in range(999999999) %}a{% endfor %}", "{% import 'os' as os %}",
    "{% include '/etc/passwd' %}", "{% set x = facts %}", "{% macro a() %}{% endmacro %}", "{{ facts|map('upper') }}",
    "{{ facts|attr('__class__') }}",
    "{{ facts|default(facts.__class__) }}", "{% for r in signed %}{% for s in signed %}{{ s.on }}{% endfor %}{% endfor %}", "{{ 1/0 }}",
    "{{ facts[0:9] }}", "{% if facts is defined %}{% endif %}", "{{ [1] }}", "{{ {} }}", "{% with %}{% endwith %}", "{% raw %}{% endraw %}",
    "{{ facts ~ facts }}", "{% for r in signed %}{{ loop.__init__ }}{% endfor %}", "{% for r in signed %}{{ loop.cycle }}{% endfor %}",
])
def test_nothing_of_pythons_can_be_reached_from_a_template(trick: str) -> None:
    assert _faults(trick) or trick == "{% raw %}{% endraw %}", trick


def _without_docx_words(change: dict[str, bytes]) -> list[str]:
    return check(kinds()["terms"], with_parts(made("{{ title }}"), change))


@pytest.mark.parametrize(("content", "says"), [
    (b"", "damaged"), (b"Hello", "not a Word document"), (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "protected with a password"),
    (b"PK\x03\x04" + b"x" * 40, "damaged"), (standard("terms")[:9000], "damaged"), (b"\0" * (LARGEST + 1), "a template may have"),
])
def test_what_is_no_word_document_is_refused_in_words(content: bytes, says: str) -> None:
    (fault,) = check(kinds()["terms"], content)
    assert says in fault


def test_what_could_do_harm_is_refused_in_words() -> None:
    assert "macros" in _without_docx_words({"word/vbaProject.bin": b"x"})[0]
    assert "built into the document" in _without_docx_words({"word/embeddings/a.xlsx": b"x"})[0]
    with zipfile.ZipFile(BytesIO(made("x"))) as given:
        document, types = given.read("word/document.xml"), given.read("[Content_Types].xml")
    assert "not as Word writes it" in _without_docx_words({"word/document.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + document})[0]
    macro = types.replace(b"wordprocessingml.document.main+xml", b"macroEnabled.main+xml")
    assert "macros" in _without_docx_words({"[Content_Types].xml": macro})[0]
    assert "unpacks to far more" in _without_docx_words({"word/media/a.bin": b"\0" * 70_000_000})[0]
    attached = RELATIONSHIP_TYPE.IMAGE.replace("/image", "/attachedTemplate")
    for reltype, what in ((attached, "attachedTemplate"), (RELATIONSHIP_TYPE.IMAGE, "image")):
        made_up = Document(BytesIO(made("{{ title }}")))
        made_up.part.relate_to("https://elsewhere.example.org/a", reltype, is_external=True)
        kept = BytesIO()
        made_up.save(kept)
        assert f"fetches something from elsewhere ({what}" in check(kinds()["terms"], kept.getvalue())[0]
    fetching = Document()
    code = OxmlElement("w:instrText")
    code.text = ' INCLUDETEXT "C:\\\\secret.docx" '
    fetching.add_paragraph().add_run()._r.append(code)
    kept = BytesIO()
    fetching.save(kept)
    assert "INCLUDETEXT fetches something" in check(kinds()["terms"], kept.getvalue())[0]


def test_a_link_to_a_page_is_no_harm() -> None:
    linked = Document()
    linked.add_paragraph("{{ title }}")
    linked.part.relate_to("https://wessmoor.example.org/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    kept = BytesIO()
    linked.save(kept)
    assert check(kinds()["terms"], kept.getvalue()) == []


def test_a_field_that_word_has_split_is_still_one_field() -> None:
    split = Document()
    paragraph = split.add_paragraph()
    for piece in ("{", "{ ti", "tle }", "}"):
        paragraph.add_run(piece).bold = piece == "{ ti"
    kept = BytesIO()
    split.save(kept)
    assert check(kinds()["terms"], kept.getvalue()) == []


def _upload(content: bytes, name: str = "ours.docx") -> Upload:
    return Upload(name=name, content=content)


def test_own_template_stands_until_the_standard_one_is_taken_again() -> None:
    unit, kind = member(Role.BUSINESS_UNIT), kinds()["terms"]
    for n in (1, 2):
        own = _upload(made(f"Ours {n}: {{{{ questions }}}}"))
        run("documents.replace_template", unit, {"of": "terms", "file": own}, now=NOON + timedelta(minutes=n))
    assert b"Ours 2" in zipfile.ZipFile(BytesIO(template_of(home(), kind))).read("word/document.xml")
    run("documents.return_to_standard", unit, {"of": "terms"}, now=NOON + timedelta(minutes=3))
    assert template_of(home(), kind) == standard("terms")
    with pytest.raises(InputFault, match="already"):
        run("documents.return_to_standard", unit, {"of": "terms"}, now=NOON + timedelta(minutes=4))
    assert File.objects.filter(purpose="template", for_value="terms").count() == 2, "both stay"
    client = client_for(unit)
    page = client.get("/documents/templates/terms/").content.decode()
    assert "Made from the standard template." in page and page.count("ours.docx") == 2
    assert client.get("/documents/templates/terms/standard/").content == standard("terms")


def test_a_faulty_template_changes_nothing_and_the_page_says_each_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    client = client_for(member(Role.ADMINISTRATOR))
    sent = SimpleUploadedFile("ours.docx", made("{{ refrence }}", "{{ nobody_knows }}"))
    answer = client.post("/documents/replace_template/", {"of": "terms", "file": sent, "action": "continue"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Did you mean “reference”?" in page and "no field “nobody_knows”" in page
    assert not Fact.objects.filter(kind="template_replaced").exists() and not File.objects.exists()


def test_another_partnerships_template_is_not_used() -> None:
    other = member(Role.BUSINESS_UNIT, partnership=home("elsewhere"))
    run("documents.replace_template", other, {"of": "terms", "file": _upload(made("Theirs {{ title }}"))}, now=NOON)
    assert template_of(home(), kinds()["terms"]) == standard("terms")
    number = File.objects.get().pk
    assert client_for(member(Role.BUSINESS_UNIT)).get(f"/documents/templates/terms/{number}/").status_code == 404


def test_only_who_keeps_templates_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with pytest.raises(Forbidden):
        run("documents.replace_template", member(Role.SUB_GROUP_CHAIR), {"of": "terms", "file": _upload(standard("terms"))}, now=NOON)
    assert client_for(member(Role.SUB_GROUP_CHAIR)).get("/documents/templates/").status_code == 403


def test_a_document_that_there_is_not_has_no_template() -> None:
    with pytest.raises(InputFault, match="is no document of this service"):
        run("documents.replace_template", member(Role.BUSINESS_UNIT), {"of": "nothing", "file": _upload(standard("terms"))}, now=NOON)
