"""An answer of a return, a file that goes with it and a letter can be for named people only: left out for everybody else, visibly, everywhere."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pypdfium2
import pytest

from cspr.operations import InputFault, clock, run
from cspr.operations.files import opened as bytes_of
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.record.facts import latest_document
from cspr.record.models import Case, Document, File
from cspr.services.chronology.models import Entry
from cspr.services.documents import making
from cspr.services.documents.models import Copy
from cspr.stages.rapid_review.gathering.restricted import number_of
from tests.factories import NOON, client_for, do, member
from tests.stages.rapid_review.gathering.given import ask_agencies, bu, lead, opened, send

pytestmark = [pytest.mark.django_db, pytest.mark.clause("D11"), pytest.mark.clause("D5")]
LINE, ON_CRITERION, ANSWERED = "The informant was the lodger.", "The lodger was not asked.", "By the lodger, in June."
HELD, ROW, FILE = b"The lodger's statement.", "The lodger rang the police.", "lodger.txt"
QUESTION, WHY = "Who was told first?", "Sensitive to a police investigation."
SECRETS = (LINE, ON_CRITERION, ANSWERED, HELD.decode(), ROW, FILE)


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock: noon, until a test sets it on."""
    here = SimpleNamespace(now=NOON)
    monkeypatch.setattr(clock, "now", lambda: here.now)
    return here


def chair() -> Member:
    return member(Role.SUB_GROUP_CHAIR, "council")


def second() -> Member:
    return member(Role.BUSINESS_UNIT, email="second@wessmoor.example.org")


def author() -> Member:
    return member(Role.AGENCY_AUTHOR, "police")


def answer(part: str, question: str = "") -> str:
    return f"answer-{number_of('police', part, question)}"


def restrict(case: Case, item: str, by: Member | None = None, *members: Member) -> None:
    do("sight.restrict", by or lead("police"), case, item=item, members=[f"member-{m.pk}" for m in members or (bu(),)], reasons=WHY)


@pytest.fixture
def case() -> Case:
    """The police and the GP have returned; the police's return has a line, a criterion, an answer, a row and a file that tell of one person."""
    found = opened()
    ask_agencies(found, "police", "gp", questions=QUESTION)
    do("rapid_review.attach_file", lead("police"), found, agency="police", file={"name": FILE, "content": HELD})
    send(found, "police", practice_episodes=LINE, criteria=[{"criterion": "B3-1", "information": ON_CRITERION}],
         answers=[{"question": QUESTION, "answer": ANSWERED}],
         chronology=[{"date": "3 October 2026", "event": ROW}, {"date": "4 October 2026", "event": "A made-up visit."}])
    send(found, "gp")
    do("rapid_review.share_pack", bu(), found)
    return found


def file(case: Case) -> File:
    return File.objects.get(case=case, name=FILE)


@pytest.fixture
def kept(case: Case) -> Case:
    """With all five restricted by the police to themselves and the Business Manager."""
    row = Entry.objects.get(case=case, text=ROW)
    for item in (answer("practice_episodes"), answer("criteria", "B3-1"), answer("answers", QUESTION), f"file-{file(case).pk}", f"entry-{row.pk}"):
        restrict(case, item)
    return case


def page(case: Case, who: Member, address: str) -> str:
    found = client_for(who).get(f"/cases/{case.reference}/{address}")
    return found.content.decode() if found.status_code == 200 else str(found.status_code)


def test_before_it_is_restricted_everybody_who_reads_the_return_reads_it(case: Case) -> None:
    shown = page(case, chair(), "rapid_review/returns/police/")
    assert all(words in shown for words in SECRETS if words != HELD.decode()) and "withheld" not in shown


def test_everybody_else_sees_that_items_are_withheld_and_nothing_of_them(kept: Case) -> None:
    send(kept, "police", practice_episodes=f"{LINE} In June.", criteria=[{"criterion": "B3-1", "information": ON_CRITERION}],
         chronology=[{"date": "3 October 2026", "event": ROW}], change_note="The month is known.")
    places = {"rapid_review/returns/police/": "4 items withheld", "rapid_review/returns/police/?version=1": "5 items withheld",
              "rapid_review/returns/police/?version=2&against=1": "", "rapid_review/pack/": "4 items withheld", "rapid_review/returns/": "",
              "rapid_review/returns.csv": "", "history/": "", "chronology/": "1 item withheld", "chronology/?q=lodger": "1 item withheld", "": "",
              "rapid_review/decision/": "", "recorded/": "", "documents/": "", "rapid_review/request/": "", "people/": ""}
    for who in (chair(), second(), lead("gp"), author(), member(Role.SUB_GROUP_MEMBER)):
        for address, says in places.items():
            shown = page(kept, who, address)
            assert not any(words in shown for words in SECRETS), (who, address)
            assert says in shown or shown == "404", (who, address)
        assert page(kept, who, f"rapid_review/returns/police/files/{file(kept).pk}/") == "404"
    for who in (bu(), lead("police")):
        shown = page(kept, who, "rapid_review/returns/police/?version=1")
        assert all(words in shown for words in SECRETS if words != HELD.decode()) and "withheld" not in shown.split("Restrict an answer")[0]
        assert shown.count("For named people only") == 5
        assert page(kept, who, f"rapid_review/returns/police/files/{file(kept).pk}/") == HELD.decode()


def test_where_an_answer_is_withheld_the_pack_does_not_say_that_there_is_none(kept: Case) -> None:
    by_criterion = page(kept, lead("gp"), "rapid_review/pack/").split('id="criteria"')[1].split("B3-2")[0]
    assert "Wessmoor Police" in by_criterion and "1 item withheld" in by_criterion and "No agency has information" not in by_criterion


def test_the_same_bytes_under_another_name_are_withheld_too(kept: Case) -> None:
    do("rapid_review.attach_file", bu(), kept, agency="gp", file={"name": "again.txt", "content": HELD})
    send(kept, "gp", change_note="With a file.")
    again = File.objects.get(case=kept, name="again.txt")
    assert page(kept, chair(), f"rapid_review/returns/gp/files/{again.pk}/") == "404" and "again.txt" not in page(kept, chair(), "rapid_review/pack/")


def copy_for(case: Case, who: Member, of: str = "make_pack") -> Copy:
    run(f"documents.{of}", who, {}, case=case.reference, now=clock.now())
    found = Copy.objects.filter(case=case, member=who).latest("number")
    making.make(found.pk)
    found.refresh_from_db()
    assert found.state == Copy.State.MADE
    return found


def words_of(copy: Copy) -> str:
    found = pypdfium2.PdfDocument(bytes_of(copy))
    return " ".join(" ".join(found[n].get_textpage().get_text_range() for n in range(len(found))).split())


def test_a_pack_made_for_others_leaves_them_out_and_says_so(kept: Case) -> None:
    others, named = words_of(copy_for(kept, chair())), words_of(copy_for(kept, lead("police")))
    assert not any(words in others for words in SECRETS) and "5 items withheld" in others and "1 item withheld" in others
    assert all(words in named for words in SECRETS if words != HELD.decode()) and "withheld" not in named


def test_a_copy_made_before_is_gone_for_who_may_not_see_the_item_any_more(case: Case, at: SimpleNamespace) -> None:
    theirs, own = copy_for(case, chair()), copy_for(case, lead("police"))
    at.now = NOON + timedelta(minutes=5)
    do("sight.restrict", lead("police"), case, now=at.now, item=answer("practice_episodes"), members=[], reasons=WHY)
    assert page(case, chair(), f"documents/copies/{theirs.pk}/") == "404" and "Taken away" in page(case, chair(), "documents/copies/")
    assert client_for(lead("police")).get(f"/cases/{case.reference}/documents/copies/{own.pk}/").status_code == 200
    again = copy_for(case, chair())
    assert client_for(chair()).get(f"/cases/{case.reference}/documents/copies/{again.pk}/").status_code == 200


def test_the_archive_made_for_others_leaves_them_out_and_says_so(kept: Case) -> None:
    for who, sees in ((second(), False), (bu(), True)):
        with zipfile.ZipFile(BytesIO(bytes_of(copy_for(kept, who, "export_case")))) as whole:
            inside = {name: whole.read(name) for name in whole.namelist()}
        said = "\n".join(content.decode(errors="replace") for name, content in inside.items() if not name.endswith(".pdf"))
        assert [words in said for words in SECRETS if words != FILE] == [sees] * 5 and any(FILE in name for name in inside) is sees
        assert ("5 items are withheld, for named people only" in inside["README.txt"].decode()) is not sees
        assert (f"{file(kept).pk}: withheld, for named people only" in inside.get("files/NOT-INCLUDED.txt", b"").decode()) is not sees


def test_the_disclosure_made_by_others_leaves_them_out_and_says_so(kept: Case) -> None:
    do("people.add_person", bu(), kept, role="other", name="Zinnia Quill")
    person = kept.people.get(name="Zinnia Quill")
    for who, sees in ((second(), False), (bu(), True)):
        schedule = page(kept, who, "disclosure/schedule.csv")
        assert (FILE in schedule) is sees and ("5 items withheld" in schedule) is not sees
        content = client_for(who).get(f"/cases/{kept.reference}/disclosure/person/{person.pk}.zip").content
        with zipfile.ZipFile(BytesIO(content)) as whole:
            said = "\n".join(whole.read(name).decode(errors="replace") for name in whole.namelist() if not name.endswith(".pdf"))
        assert (FILE in said) is sees and ("are withheld from whoever made this" in said) is not sees
        assert not any(words in said for words in (LINE, ON_CRITERION, ANSWERED))


def test_whoever_does_not_see_a_part_cannot_write_the_return_anew_nor_read_its_draft(kept: Case) -> None:
    typed = {"involvement": "Some.", "practice_episodes": "The lodger, in a draft.", "conversations_held": "yes", "desktop_review_done": "yes"}
    client_for(lead("police")).post(f"/cases/{kept.reference}/rapid_review/submit_return/", {**typed, "action": "save", "base": "0"})
    for who in (author(), second()):
        address = f"/cases/{kept.reference}/rapid_review/submit_return/{'police/' if who.role == Role.BUSINESS_UNIT else ''}"
        for answered in (client_for(who).get(address, follow=True), client_for(who).post(address, {**typed, "action": "save"}, follow=True)):
            assert "for named people only" in answered.content.decode() and "lodger" not in answered.content.decode()
        for name in ("submit_return", "send_for_approval") if who == author() else ("submit_return",):
            with pytest.raises(InputFault, match="named people only"):
                do(f"rapid_review.{name}", who, kept, agency="police", nil=False, conversations_held=True, desktop_review_done=True,
                   involvement="Some.", change_note="x")
    stands = latest_document(kept, "return", "police")
    assert stands and stands.body["practice_episodes"] == LINE and stands.version == 1


def test_a_withheld_file_stays_with_the_return_whoever_sends_it_next(case: Case) -> None:
    restrict(case, f"file-{file(case).pk}")
    other = member(Role.AGENCY_LEAD, "police", email="other@wessmoor.example.org")
    with pytest.raises(InputFault, match="not here"):
        do("rapid_review.remove_file", other, case, agency="police", file=file(case).pk)
    for rest in ("request/", "submit_return/", "attach_file/", "remove_file/"):
        assert FILE not in page(case, other, f"rapid_review/{rest}"), rest
    do("rapid_review.attach_file", other, case, agency="police", file={"name": "same.txt", "content": HELD})  # It is not told that it is there.
    do("rapid_review.submit_return", other, case, agency="police", nil=False, conversations_held=True, desktop_review_done=True,
       involvement="Some.", change_note="A file more.")
    stands = latest_document(case, "return", "police")
    assert stands and [f["name"] for f in stands.body["files"]] == [FILE, "same.txt"]


def test_it_is_restricted_before_the_return_is_sent_and_the_approver_sees_that_something_is_withheld() -> None:
    case = opened()
    ask_agencies(case, "police", due="2026-11-20")
    lead("police"), bu()
    do("rapid_review.attach_file", author(), case, agency="police", file={"name": FILE, "content": HELD})
    offered = page(case, author(), "rapid_review/request/")
    assert f"file-{file(case).pk}" in offered and answer("family") in offered
    unsent = f"/cases/{case.reference}/sight/restrict/?for=file-{file(case).pk}"
    assert "Wessmoor Police" not in client_for(bu()).get(unsent).content.decode().split("<main")[1], "what is not sent is the agency's"
    with pytest.raises(InputFault, match="not yours"):
        restrict(case, f"file-{file(case).pk}", bu())
    restrict(case, f"file-{file(case).pk}", author())
    restrict(case, answer("practice_episodes"), author(), lead("police"))
    do("rapid_review.send_for_approval", author(), case, agency="police", nil=False, conversations_held=True, desktop_review_done=True,
       involvement="Some.", practice_episodes=LINE)
    waits = page(case, lead("police"), "rapid_review/approve_return/")
    assert LINE in waits and FILE not in waits and "1 item withheld" in waits
    other = member(Role.AGENCY_LEAD, "police", email="other@wessmoor.example.org")
    waiting = latest_document(case, "return_for_approval", "police")
    assert waiting and LINE not in page(case, other, "rapid_review/approve_return/")
    with pytest.raises(InputFault, match="named people only"):
        do("rapid_review.approve_return", other, case, text_hash=waiting.text_hash)
    do("rapid_review.approve_return", lead("police"), case, text_hash=waiting.text_hash)
    stands = latest_document(case, "return", "police")
    assert stands and stands.body["practice_episodes"] == LINE
    assert "2 items withheld" in page(case, chair(), "rapid_review/returns/police/")


def test_an_agency_restricts_its_own_alone_and_is_not_told_of_anothers(case: Case) -> None:
    items = (answer("practice_episodes"), f"file-{file(case).pk}", f"entry-{Entry.objects.get(case=case, text=ROW).pk}")
    for item in items:
        with pytest.raises(InputFault, match="not yours"):
            restrict(case, item, lead("gp"))
        shown = client_for(lead("gp")).get(f"/cases/{case.reference}/sight/restrict/?for={item}").content.decode().split("<main")[1]
        assert "Wessmoor Police" not in shown and "lodger" not in shown, item
        restrict(case, item, bu(), chair())
    assert LINE in page(case, chair(), "rapid_review/returns/police/")
    assert LINE not in page(case, lead("police"), "rapid_review/returns/police/"), "the Business Unit named others"


def test_it_is_lifted_by_who_sees_it_and_open_again(kept: Case) -> None:
    with pytest.raises(InputFault):
        do("sight.lift_restriction", second(), kept, item=answer("practice_episodes"), reasons="x")
    do("sight.lift_restriction", bu(), kept, item=answer("practice_episodes"), reasons="The trial is over.")
    assert LINE in page(kept, chair(), "rapid_review/returns/police/")
    listed = page(kept, bu(), "who-may-see/")
    assert "Answer in the return of Wessmoor Police: B3-1" in listed and FILE not in listed


@pytest.mark.parametrize("item", ["answer-1", "answer-", "file-0", "letter-1", "answer-99999999999999999"])
def test_what_is_no_item_of_the_case_is_said(case: Case, item: str) -> None:
    with pytest.raises(InputFault):
        restrict(case, item, bu())


def letter(case: Case, by: Member, body: str) -> Document:
    do("documents.write_letter", by, case, letter="family", to="Fern Thistle", day="2026-11-20", opening="Dear Ms Thistle", subject="What happened",
       body=body)
    found = latest_document(case, "letter_family")
    assert found
    return found


def test_a_version_of_a_letter_is_withheld_and_the_next_by_who_read_it(case: Case) -> None:
    letter(case, second(), "We are sorry.")
    secret = letter(case, bu(), "We know of the lodger.")
    restrict(case, f"letter-{secret.pk}", bu(), lead("police"))
    at_letter = "documents/letter_family/"
    for who in (second(), chair()):
        for address in (at_letter, f"{at_letter}changes/", "documents/", "documents/write_letter/family/"):
            assert "lodger" not in page(case, who, address), (who, address)
        assert "1 item withheld" in page(case, who, at_letter) and "1 item withheld" in page(case, who, "documents/")
        assert (page(case, who, f"{at_letter}2/word/"), page(case, who, f"{at_letter}2/pdf/")) == ("404", "404")
    assert "version 3" in page(case, second(), "documents/write_letter/family/")
    assert "lodger" in page(case, bu(), at_letter) and "lodger" in page(case, bu(), "documents/write_letter/family/")
    letter(case, bu(), "We know of the lodger now.")
    assert "lodger" not in page(case, second(), at_letter) and "2 items withheld" in page(case, second(), at_letter)
    letter(case, second(), "We are very sorry.")
    assert "very sorry" in page(case, chair(), at_letter), "who did not see it wrote without it"
    do("sight.lift_restriction", bu(), case, item=f"letter-{secret.pk}", reasons="They were told.")
    assert "withheld" not in page(case, second(), at_letter)
