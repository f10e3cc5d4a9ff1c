"""Having a copy of the pack made, writing a letter, and putting a template in the place of the standard one."""

from __future__ import annotations

from django.db.models import Max

from cspr.operations import Doing, FileRefused, Input, InputFault, operation
from cspr.operations.errors import Fault
from cspr.operations.inputs import Day, LongText, OptionalLongText, OptionalText, Text, Upload, ask
from cspr.partnership.roles import Role
from cspr.services.documents.checking import check
from cspr.services.documents.kinds import Kind, kinds
from cspr.services.documents.letters import letters
from cspr.services.documents.making import forget, start
from cspr.services.documents.models import KEPT, STALLED, Copy
from cspr.services.documents.templates_kept import TEMPLATE, standing

READERS = (Role.BUSINESS_UNIT, Role.AGENCY_LEAD, Role.AGENCY_AUTHOR, Role.SUB_GROUP_CHAIR, Role.SUB_GROUP_MEMBER, Role.SAFEGUARDING_PARTNER,
           Role.REVIEWER)
MOST_A_DAY = 10


class MakePack(Input):
    """Nothing is asked: the copy is of the pack as it stands, for the person who asks."""


@operation("documents.make_pack", title="Make a copy of the pack", clauses=["D7"], by=READERS, room="pack")
def make_pack(do: Doing, data: MakePack) -> None:
    """Have the pack made as one PDF with the person's name on each page; it is made after this is kept. One at a time for each person.

    Raises InputFault where the person has had many made today: each copy that lies about is one that can be lost.
    """
    _have_made(do, Copy.Of.PACK)


class ExportCase(Input):
    """Nothing is asked: the archive is of the case as it stands, for the person who asks."""


@operation("documents.export_case", title="Export the whole case for an archive", clauses=[], by=[Role.BUSINESS_UNIT], room="retention")
def export_case(do: Doing, data: ExportCase) -> None:
    """Have one zip made of everything in the case, with hashes; it is made after this is kept. Raises InputFault as `make_pack`."""
    _have_made(do, Copy.Of.CASE)


def _have_made(do: Doing, of: str) -> None:
    forget(do.now)
    mine = Copy.objects.filter(case=do.case, member=do.member)
    if mine.filter(of=of, state__in=[Copy.State.WAITING, Copy.State.MAKING], asked_at__gt=do.now - STALLED).exists():
        return
    if mine.filter(asked_at__gt=do.now - KEPT).count() >= MOST_A_DAY:
        raise InputFault.at("", f"You have had {MOST_A_DAY} copies made since yesterday. Download one of those, or come back tomorrow.")
    last = Copy.objects.filter(case=do.case).aggregate(last=Max("number"))["last"] or 0
    copy = Copy.objects.create(partnership=do.home, case=do.case, member=do.member, of=of, number=last + 1, asked_at=do.now)
    start(copy)


class WriteLetter(Input):
    """A letter as it is to go out."""

    letter: Text = ask("Which letter?")
    agency: OptionalText = ask("To which agency?", "Only of a letter that goes to agencies.", default="")
    to: Text = ask("Who is it to?", "As it stands on the letter.")
    address: OptionalLongText = ask("Their address", "One line for each line of it. Leave it empty for a letter that goes by e-mail or by hand.",
                                    default="", lines=4)
    day: Day = ask("Which date does it carry?")
    opening: Text = ask("How does it open?", "For example: Dear Ms Hale.")
    subject: Text = ask("What is it about?", "It stands above the letter. No child's name.")
    body: LongText = ask("What does it say?", "An empty line begins a new paragraph.", lines=16)
    closing: OptionalText = ask("How does it close?", "For example: Yours sincerely.", default="")
    signed_by: OptionalLongText = ask("Who signs it?", "Name and post, one a line.", default="", lines=2)


@operation("documents.write_letter", title="Write a letter", clauses=["D3", "D4", "D9", "I8"], by=[Role.BUSINESS_UNIT], room="decision")
def write_letter(do: Doing, data: WriteLetter) -> None:
    """Keep a letter as its next version, to be taken away as Word or PDF. Raises InputFault for a letter or agency that is not known."""
    known = letters()
    if data.letter not in known:
        raise InputFault.at("letter", f"“{data.letter}” is no letter of this service. There are: {', '.join(known)}.")
    if known[data.letter].of_agency:
        data.needs(agency="Say which agency the letter is to.")
        do.agency(data.agency, "agency")
    elif data.agency:
        raise InputFault.at("agency", "This letter goes to no agency. Leave this empty.")
    do.document(f"letter_{data.letter}", data.model_dump(mode="json", exclude={"letter", "agency"}), data.agency)


KEEPERS = (Role.BUSINESS_UNIT, Role.ADMINISTRATOR)


class ReplaceTemplate(Input):
    """A Word document with fields, to be used from now on."""

    of: Text = ask("Which document is it the template of?", **{"as": "select"})
    file: Upload = ask("The template", "A Word document (.docx) with fields, such as {{ reference }}.", missing="Choose the template.")


class ReturnToStandard(Input):
    """That the standard template is used again."""

    of: Text = ask("Of which document?", **{"as": "select"})


def _kind(word: str) -> Kind:
    found = kinds().get(word)
    if found is None:
        raise InputFault.at("of", f"“{word}” is no document of this service. There are: {', '.join(kinds())}.")
    return found


@operation("documents.replace_template", title="Put a template of your own in place", clauses=[], by=KEEPERS, records=["template_replaced"],
           on="partnership")
def replace_template(do: Doing, data: ReplaceTemplate) -> None:
    """Documents of this kind are made from this template from now on. The one before stays, and can be taken again.

    Raises InputFault, with every fault and its place, for what is no Word document or has a field that cannot be filled.
    """
    kind = _kind(data.of)
    faults = check(kind, data.file.content)
    if faults:
        raise FileRefused(*(Fault("file", fault) for fault in faults[:20]))
    file = do.keep_file(data.file, purpose=TEMPLATE, for_value=kind.name, kinds=("docx",))
    do.record("template_replaced", of=kind.name, file=f"file-{file.pk}")


@operation("documents.return_to_standard", title="Take the standard template again", clauses=[], by=KEEPERS, records=["template_returned"],
           on="partnership")
def return_to_standard(do: Doing, data: ReturnToStandard) -> None:
    """Documents of this kind are made from the standard template again. Raises InputFault where they are already."""
    kind = _kind(data.of)
    if standing(do.home, kind.name) is None:
        raise InputFault.at("of", f"{kind.title} is made from the standard template already.")
    do.record("template_returned", of=kind.name)
