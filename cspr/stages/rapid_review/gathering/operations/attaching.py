"""Files that go with an agency's return: put to it and taken out again before it is sent (D5)."""

from __future__ import annotations

from cspr.operations import Doing, Input, InputFault, operation
from cspr.operations.files import ATTACHMENTS, take_out
from cspr.operations.inputs import Text, Upload, ask
from cspr.partnership.roles import Role
from cspr.record.models import File
from cspr.stages.rapid_review.gathering.operations.changing import OF_AGENCIES, for_own_agency
from cspr.stages.rapid_review.gathering.reads import attached, open_attached
from cspr.stages.rapid_review.gathering.restricted import RETURN

MOST = 20


class AttachFile(Input):
    """A file of one agency's return."""

    agency: Text = ask("Which agency's return is it for?")
    file: Upload = ask("Choose the file", f"At most 20 MB. One of: {', '.join(ATTACHMENTS)}. A chronology is better sent by its own page, which "
                       "reads its dates.", accept=ATTACHMENTS, may_wait=True)


class RemoveFile(Input):
    """Which file is taken out."""

    agency: Text = ask("Which agency's return is it in?")
    file: int = ask("Which file is taken out?")


def _all(do: Doing, agency: str) -> list[File]:
    """The files so far, as far as they are the member's to know, those withheld from the member too."""
    return attached(do.case, agency, unit=do.member.role == Role.BUSINESS_UNIT) if do.case else []


def _there(do: Doing, agency: str) -> list[File]:
    """The same without those."""
    return open_attached(do.case, agency, unit=do.member.role == Role.BUSINESS_UNIT) if do.case else []


@operation("rapid_review.attach_file", title="Attach a file to the return", clauses=["D5"], by=[*OF_AGENCIES, Role.BUSINESS_UNIT], room="request")
def attach_file(do: Doing, data: AttachFile) -> None:
    """Put a file to the agency's return. It goes with the next version that is sent; nobody else reads it before.

    Raises Forbidden for another agency's, InputFault where it was not asked, the file may not come in or is there already.
    """
    for_own_agency(do, data.agency, "attach a file")
    if len(_all(do, data.agency)) >= MOST:
        raise InputFault.at("file", f"There are {MOST} files already. Take one out first, or put several into one document.")
    kept = do.keep_file(data.file, purpose=RETURN, for_value=data.agency)
    if any(f.sha256 == kept.sha256 for f in _there(do, data.agency) if f.pk != kept.pk):
        raise InputFault.at("file", f"“{kept.name}” is attached already, perhaps under another name.")


@operation("rapid_review.remove_file", title="Take a file out of the return", clauses=["D5"], by=[*OF_AGENCIES, Role.BUSINESS_UNIT], room="request")
def remove_file(do: Doing, data: RemoveFile) -> None:
    """The file no longer goes with the return. In a version that was sent it stays. Raises InputFault where it is not there."""
    for_own_agency(do, data.agency, "take out a file")
    if data.file not in [f.pk for f in _there(do, data.agency)]:
        raise InputFault.at("file", "That file is not here any more. Open the page again.")
    take_out(do.case, data.file, do.now, purpose=RETURN, for_value=data.agency)
