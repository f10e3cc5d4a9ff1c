"""The kinds of message: when each goes out, what it is called on the pages, its words, and who may wait for the daily digest.

The words hold a reference and dates, and never anything of a case: neither a name, nor which agency did what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind. says: what the pages call it. subject: also its line in a digest. body: its paragraphs. link: the name of the page it leads to.

    rooms: who may enter none of them is not told. waits: whether somebody who has chosen the daily digest reads it there.
    foot: why its reader gets it, where that is neither their role nor the directory.
    In the words: {ref} the case's reference, {home} the partnership, {due} and {on} days, such as "Tuesday 3 June".
    """

    name: str
    says: str
    subject: str
    body: tuple[str, ...] = ()
    link: str = "case"
    rooms: frozenset[str] = frozenset()
    waits: bool = True
    foot: str = ""


_INVITED = "You get this because the {home} gave your address. If you do not expect it, do nothing: without you nothing is opened or changed."
_REQUEST, _MEETING = frozenset({"request"}), frozenset({"meeting", "request", "invitation"})

_ALL = (
    Kind("request", "Request for information", "{ref}: information due {due}",
         ("Information is asked of you for review {ref}. It is due on {due}.",
          "What is asked, why, on what legal basis and what happens next is on one page:"), "rapid_review.request", _REQUEST, waits=False),
    Kind("request_changed", "Request changed", "{ref}: information now due {due}",
         ("The request for information for review {ref} was changed. Your information is now due on {due}.",), "rapid_review.request", _REQUEST),
    Kind("more_time", "More time answered", "{ref}: your request for more time is answered",
         ("You asked for more time for review {ref}. The answer is on the page of the request:",), "rapid_review.request", _REQUEST),
    Kind("chase", "Reminder", "{ref}: information due {due}", (), "rapid_review.request", _REQUEST, waits=False),
    Kind("chase_chair", "Reminder to the chair", "{ref}: a return is late", (), "rapid_review.returns", frozenset({"returns"}), waits=False),
    Kind("pack", "Pack released", "{ref}: the pack can be read",
         ("The pack for the meeting of review {ref} is open to you. Read it before the meeting:",), "rapid_review.pack", frozenset({"pack"})),
    Kind("meeting", "Meeting arranged", "{ref}: meeting on {on}", ("A meeting for review {ref} is arranged for {on}.",), "case", _MEETING),
    Kind("meeting_changed", "Meeting changed", "{ref}: meeting now on {on}", ("The meeting for review {ref} is now on {on}.",), "case", _MEETING),
    Kind("meeting_cancelled", "Meeting cancelled", "{ref}: meeting cancelled", ("The meeting for review {ref} does not take place.",),
         "case", _MEETING),
    Kind("minutes", "Minutes circulated", "{ref}: minutes to read", ("The minutes of a meeting for review {ref} can be read.",), "case", _MEETING),
    Kind("signature", "Signature awaited", "{ref}: your signature is awaited",
         ("The final decision for review {ref} awaits your signature. What you sign, and why, is on one page:",),
         "rapid_review.decision", frozenset({"decision"}), waits=False),
    Kind("invitation", "Invitation", "You are invited to the practice review service",
         ("The {home} invites you to its practice review service.",
          "Open this page by the end of {due} to read in which role, and to accept. It works once and is for you alone: pass it on to nobody."),
         "invitation.open", waits=False, foot=_INVITED),
    Kind("new_password", "Link to choose a password", "Choose a new password for the practice review service",
         ("The {home} sends you this so that you can choose a new password.",
          "Open this page by the end of {due}. It works once and is for you alone: pass it on to nobody."),
         "invitation.open", waits=False, foot=_INVITED),
    Kind("factors_reset", "Second step taken away", "Your second step for signing in was taken away",
         ("An administrator has taken away the second step with which you sign in, because it was said to be lost. You are signed out everywhere.",
          "Sign in with your password and set up another one. If you did not ask for this, tell your administrator now.",), "home", waits=False),
    Kind("account_rescued", "Sign-in reset on the server", "Your sign-in was reset",
         ("Whoever keeps the server of this service has taken away your password and your second step, because they were said to be lost. You are "
          "signed out everywhere.",
          "They give you an address by which you choose a new password. If you did not ask for this, tell them now.",), "home", waits=False),
    Kind("file_taken_out", "File taken out", "{ref}: a file was taken out",
         ("A file that you sent for review {ref} did not pass the check for viruses. It was taken out, and nothing of it is kept.",
          "Which one it was stands where you sent it. Tell your IT service, and send a clean one:",), "case", frozenset({"request", "overview"}),
         waits=False),
    Kind("access_withdrawn", "Access withdrawn", "Your access to a review has ended",
         ("The Business Unit has ended your access to one of the reviews. It is no longer on your pages, and nothing more is asked of you in it.",
          "If you think this is a mistake, speak to the Business Unit."), "home", waits=False),
    Kind("access_given_back", "Access given back", "You can see a review again",
         ("The Business Unit has given you back access to a review. It is on your pages again:",), "home", waits=False),
    Kind("emergency", "Opened in an emergency", "A review was opened in an emergency",
         ("Somebody who could not otherwise see a review has opened it in an emergency. Who, why and until when is on your page “What you owe”:",),
         "home", waits=False),
    Kind("digest", "Daily digest", "{count} for you today", link="home"),
    Kind("test", "Test", "Test message",
         ("You asked for a test message from the practice review service. It arrived, so messages are sent.",), "mail", waits=False),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
CHASES = ("chase", "chase_chair")
