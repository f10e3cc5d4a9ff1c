"""To whom a case's request to an agency goes today: those named when it was sent, else those marked for requests."""

from __future__ import annotations

from datetime import date

from cspr.partnership.directory import Addressee, addressees
from cspr.partnership.models import Agency
from cspr.record.facts import latest_document
from cspr.record.models import Case

REQUEST = "request"  # The kind of the document, one an agency.


def written_to(case: Case, agency: Agency, on: date, *, late: bool = False) -> tuple[Addressee, ...]:
    """The addressees of that agency in this case, deputies standing in for those who are away on the day.

    late: instead those the directory names for when the agency is late.
    """
    request = latest_document(case, REQUEST, agency.slug)
    chosen = request.body.get("chosen") if request else None
    return addressees(agency, on, chosen=None if late else chosen or None, late=late)
