"""What the made-up agencies return: each holds a part of the picture, and none of them all of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

CRITERIA = ("B3-1", "B3-2", "B3-3", "B3-4", "B4-1", "B4-2", "B4-3", "B4-4")

# By agency: how it was involved, what was done well, its information by criterion, and (days before the incident was known, how its
# staff type a date, what happened, where it is recorded).
_TOLD: dict[str, tuple[str, str, dict[str, str], tuple[tuple[int, str, str, str], ...]]] = {
    "childrens_social_care": (
        "Two referrals in six weeks. Neither led to an assessment.", "The duty worker rang the referrer back the same day.",
        {"B3-1": "The two referrals were each closed on their own; nobody laid them side by side.",
         "B4-1": "The first was closed after a telephone call, without the household being seen."},
        ((62, "%d/%m/%Y", "Police notice received: shouting at the address. Closed after a call to the mother. No child was seen.", "Case system"),
         (21, "%d/%m/%Y", "Health visiting rang about three missed appointments. Recorded as information only.", "Case system"))),
    "police": (
        "One call to the address in the last year.", "Officers asked to see each child in the household before they left.",
        {"B3-3": "Our notice goes to a shared mailbox. We cannot say who read it."},
        ((63, "%-d %B %Y", "Called by a neighbour: shouting. Both adults calm on arrival. The children were seen asleep.", "Incident log"),
         (62, "%-d %B %Y", "Notice sent to children's social care.", "Incident log"))),
    "hospital": (
        "One attendance before the incident, and the admission.", "The ward kept the family together in one room.",
        {"B3-1": "The first attendance was seen as an accident; other agencies' records were not asked for."},
        ((34, "%d.%m.%Y", "Brought to the emergency department with a bruise, said to be from a fall. Sent home after two hours.", "ED record"),
         (1, "%d.%m.%Y", "Brought in by ambulance. Consultant told children's social care.", "ED record"))),
    "community_health": (
        "Known to health visiting since last year.", "The health visitor went to the door when letters had no answer.",
        {"B3-2": "Missed appointments as a sign of worry were found by a review here before.",
         "B3-3": "We told one agency of the missed appointments. The surgery was not told."},
        ((41, "%d/%m/%y", "Appointment not attended, the second in a row. Letter sent.", "Health visiting record"),
         (27, "%d/%m/%y", "Third appointment missed. Went to the address: no answer.", "Health visiting record"),
         (21, "%d/%m/%y", "Rang children's social care.", "Health visiting record"))),
    "gp": (
        "The family has been registered for three years.", "The mother was offered a longer appointment.",
        {"B3-1": "Who lives in the household was not asked when the mother was seen with low mood."},
        ((50, "%-d %b %Y", "Mother seen: low mood, tired. To come back in two weeks; did not.", "GP record"),)),
}


def told_by(agency: str, known: date) -> dict[str, Any]:
    """That agency's return, as its form takes it; the plain least of one where nothing is written for it above. known: the case's day 0."""
    involvement, good, by_criterion, events = _TOLD.get(agency, ("The family is known to us, and no more than that.", "", {}, ()))
    return {
        "involvement": involvement, "good_practice": good,
        "criteria": [{"criterion": c, "information": by_criterion.get(c, "")} for c in CRITERIA],
        "chronology": [{"date": (known - timedelta(days=days)).strftime(typed), "event": event, "source": source}
                       for days, typed, event, source in events],
    }
