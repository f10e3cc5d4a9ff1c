"""A case's documents as Word and PDF: what stands in them, what the file says of itself, their versions and what changed between two."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from docx import Document as read_document

from cspr.access.reads import case_for
from cspr.operations import clock, run
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.services.documents.kinds import kinds, values_of
from cspr.services.documents.laying import standard
from cspr.services.documents.versions import every_document
from cspr.services.documents.word import fill
from cspr.steps.read import CaseRead
from cspr.web.demo import cases, people
from cspr.web.demo.walk import Walk
from tests.factories import NOON, client_for
from tests.services.documents.files import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Walk:
    """A case whose Rapid Review is reported and whose local review has its terms."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    home = people.make(NOON.date())
    made = Walk(home, NOON.date().replace(month=6), "infant, seriously harmed", [{"name": "Rowan Thistle", "born": "2025-02-11"}])
    cases._reviewed(made, "local")  # noqa: SLF001
    made.brief("rapid_review", 20)
    made.review(22)
    made.do("local_review.finalise_terms", made.who(Role.REVIEWER), 34, 10, questions="How did agencies share what they knew?\n\nWho saw the child?",
            timetable="First draft in March.")
    return made


def _get(walk: Walk, path: str, role: Role = Role.BUSINESS_UNIT) -> bytes:
    answer = client_for(walk.who(role)).get(f"/cases/{walk.reference}/documents/{path}")
    assert answer.status_code == 200, path
    return bytes(answer.content)


def _pdf(content: bytes) -> str:
    found = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(found[n].get_textpage().get_text_range() for n in range(len(found))).split())


def _wanted() -> dict[str, tuple[str, str]]:
    """By kind: words of the case that its documents must bring, and the marking."""
    return {
        "rapid_review_report": ("Made-up analysis.", "OFFICIAL-SENSITIVE"), "briefing": ("Made-up findings.", ""),
        "terms": ("Who saw the child?", "OFFICIAL-SENSITIVE"),
    }


@pytest.mark.clause("D8", "E3", "J6")
@pytest.mark.parametrize("kind", ["rapid_review_report", "briefing", "terms"])
def test_each_goes_out_as_word_and_as_pdf_with_the_same_words(walk: Walk, kind: str) -> None:
    said, marking = _wanted()[kind]
    query = "?for=rapid_review" if kind == "briefing" else ""
    version = latest_document(walk.case, kind, query.removeprefix("?for="))
    assert version is not None
    word, pdf = (_get(walk, f"{kind}/{version.version}/{form}/{query}") for form in ("word", "pdf"))
    for words in (words_of(word), _pdf(pdf)):
        assert said in words and walk.home.name in words and "{{" not in words and "{%" not in words
        assert ("OFFICIAL-SENSITIVE" in words) is bool(marking)
    about = read_document(BytesIO(word)).core_properties
    assert (about.author, about.last_modified_by, about.title, about.comments) == (walk.home.name, walk.home.name, kinds()[kind].title, "")
    with pikepdf.open(BytesIO(pdf)) as read:
        assert bool(read.Root.MarkInfo.Marked) and str(read.Root.Lang) == "en-GB"
        meta = read.open_metadata()
        assert meta["pdfuaid:part"] == "1" and "Thistle" not in str(meta) and meta["dc:title"]
    with zipfile.ZipFile(BytesIO(word)) as parts:
        assert not [n for n in parts.namelist() if "thumbnail" in n]
        assert not any(b"python-docx" in parts.read(n) or b"/work" in parts.read(n) for n in parts.namelist())


def test_the_report_says_who_signed_this_version(walk: Walk) -> None:
    words = words_of(_get(walk, "rapid_review_report/1/word/"))
    assert words.count("A local child safeguarding practice review") >= 3 and "Police" in words


def test_each_time_one_is_taken_away_is_written_down(walk: Walk) -> None:
    _get(walk, "rapid_review_report/1/pdf/", Role.SUB_GROUP_CHAIR)
    assert walk.case.looks.filter(what="downloaded: Rapid Review report, version 1 as pdf").exists()  # type: ignore[attr-defined]


def test_the_list_has_what_is_open_to_the_person_and_nothing_else(walk: Walk) -> None:
    unit, partner = (_get(walk, "", role).decode() for role in (Role.BUSINESS_UNIT, Role.SAFEGUARDING_PARTNER))
    for title in ("Rapid Review report", "Terms of reference", "Learning briefing: of the Rapid Review", "Letter to the family", "copy of the pack"):
        assert title in unit
    assert "Letter asking for information: " in unit
    assert "Rapid Review report" in partner and "Terms of reference" not in partner and "Letters you can write" not in partner


def test_every_version_stays_and_what_changed_is_shown_in_words(walk: Walk) -> None:
    page = _get(walk, "terms/").decode()
    newest, *_, first = (v.text_hash.removeprefix("sha256:")[:8] for v in walk.case.documents.filter(kind="terms").order_by("-version"))
    assert page.index(newest) < page.index(first) and "Who saw the child?" in page
    changes = _get(walk, "terms/changes/?from=1&to=3").decode()
    assert '<ins class="kit-in"><span class="govuk-visually-hidden">put in: </span>Who saw the child?' in changes
    assert "New part" in changes and "First draft in March." in changes
    back = _get(walk, "terms/changes/?from=3&to=1").decode()
    assert "taken out: </span>Who saw the child?" in back


@pytest.mark.parametrize("path", ["terms/9/word/", "terms/changes/?from=9", "terms/changes/?to=x", "no_such_kind/", "briefing/?for=local_review",
                                  "rapid_review_report/changes/", "write_letter/nobody/", "write_letter/request/", "write_letter/family/to/gp/"])
def test_what_is_not_there_is_not_found(walk: Walk, path: str) -> None:
    assert client_for(walk.who(Role.BUSINESS_UNIT)).get(f"/cases/{walk.reference}/documents/{path}").status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SAFEGUARDING_PARTNER, Role.NAMED_POST])
def test_each_kind_has_the_room_of_its_part_of_the_case(walk: Walk, role: Role) -> None:
    client, seen = client_for(walk.who(role)), case_for(walk.who(role), str(walk.reference), NOON.date())
    for name, kind in kinds().items():
        path = f"/cases/{walk.reference}/documents/{name}/"
        answers = {client.get(f"{path}{more}").status_code for more in ("1/word/", "1/pdf/", "changes/")}
        assert answers == {404} or kind.room in seen.rooms, name


@pytest.mark.parametrize("kind", sorted(["rapid_review_report", "briefing", "terms", "minutes", "letter_request", "letter_family", "letter_panel",
                                         "letter_secretary_of_state"]))
def test_the_standard_template_fills_from_nothing_and_from_everything(kind: str) -> None:
    found = kinds()[kind]
    empty = {f.name: [] if f.columns else "" for f in found.every_field}
    full = {f.name: [{c: f"{f.name} {c} <&>" for c in f.columns}] if f.columns else f"Said of {f.name} <&>\nline\n\nmore"
            for f in found.every_field}
    for values in (empty, full):
        words = words_of(fill(standard(kind), found, {**values, "partnership": "Made-up"}, NOON))
        assert "{{" not in words and "{%" not in words
    for item in found.layout:
        if name := getattr(item, "name", ""):
            assert (f"{name} {item.columns[0][0]} <&>" if hasattr(item, "columns") else f"Said of {name} <&>") in words


def test_every_document_of_the_demo_can_be_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    home = people.make(NOON.date())
    made = Walk(home, NOON.date(), "", [])
    cases.make(home, NOON.date())
    unit, tried = made.who(Role.BUSINESS_UNIT), 0
    for case in home.cases.all():
        read = CaseRead(case_for(unit, case.reference, NOON.date()))
        for one in every_document(read):
            for version in one.versions:
                tried += 1
                assert "{{" not in words_of(fill(standard(one.kind.name), one.kind, values_of(one.kind, read, version), NOON))
    assert tried > 8


def _page_of(walk: Walk, **boxes: str) -> str:
    """The briefing's page, with these words in its boxes."""
    run("rapid_review.publish_briefing", walk.who(Role.BUSINESS_UNIT), {
        "of": "rapid_review", "url": "https://wessmoor.example.org/learning", "findings": "Made-up findings.", "what_to_do": "Made-up steps.",
        **boxes}, case=walk.reference, now=NOON)
    return _get(walk, "briefing/?for=rapid_review").decode()


@pytest.mark.clause("D12", "J6")
def test_what_could_identify_somebody_is_shown_before_a_briefing_goes_out(walk: Walk) -> None:
    assert "was found in it, misspellings and initials included" in _page_of(walk, findings="Made-up findings, again.")
    page = _page_of(walk, findings="Rowen Thisle was seen once.")
    assert "could identify somebody" in page and re.search("<strong>[^<]*(Rowen|Thisle)", page) and "Misspelt name" in page


def test_publishing_a_briefing_says_what_could_identify_somebody(walk: Walk) -> None:
    done = run("rapid_review.publish_briefing", walk.who(Role.BUSINESS_UNIT), {
        "of": "local_review", "url": "https://wessmoor.example.org/learning", "findings": "Rowen Thisle was seen.", "what_to_do": "Made-up steps."},
        case=walk.reference, now=NOON)
    assert any("could identify somebody" in note and "Read it again" in note for note in done.notes)
