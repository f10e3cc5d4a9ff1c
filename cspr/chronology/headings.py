"""What the heading of a column says of it: the many words that agencies use for the same thing."""

from __future__ import annotations

import re
import unicodedata

# What a column may be, in the words in which a person chooses it.
WHAT = {
    "date": "Date (with its time, if it stands there)",
    "until": "Last date of a stretch",
    "time": "Time",
    "event": "What happened",
    "present": "Who was there or involved",
    "record": "Record it was found in",
    "response": "What the agency did, or the outcome",
    "child_seen": "Whether the child was seen",
    "significant": "Whether it is significant",
    "agency": "Agency",
    "more": "Something else, kept under its heading",
    "leave": "Leave out",
}
_EXACT = {
    "date": """date; dates; when; day; datetime; date time; date and time; date of event; event date; event date time; date of contact; contact
        date; date of incident; incident date; date of visit; visit date; date occurred; occurrence date; date
        of occurrence; date of activity; activity date; date from; from; from date; start date; start; timestamp; date dd mm yyyy; date of
        significant event; approximate date; date or period; period; date range""",
    "until": "to; until; date to; to date; end date; date until; end; date ended; finish; finish date",
    "time": """time; contact time; time of contact; event time; time of event; start time; incident time; time of incident; time 24hr; time 24
        hr; hour; hours; at; time of day""",
    "event": """event; events; what happened; detail; details; event detail; event details; description; event description; description of event;
        narrative; note; notes; note detail; note details; case note; case notes; summary; significant event; significant events; key
        event; key events; contact; entry; incident; information; text; content; details of event; details of contact; details of
        incident; contact details; record of contact; nature of contact; event contact; happened; occurrence; chronology entry;
        involvement; agency involvement; log; activity; contact notes; incident details; summary of event; summary of contact; what was
        known""",
    "present": """who; who was there; who was present; present; persons; person; people; persons present; people present; those present; persons
        involved; people involved; who was involved; involved; individuals; individual; attendees; attended by; in attendance; subject;
        subjects; family member; family members; student; pupil; worker; officer; practitioner; professional; professionals; professionals
        involved; staff; staff member; clinician; who attended; names; name; social worker""",
    "record": """source; sources; source of information; source of info; information source; record; record ref; document; source document;
        reference; ref; ref no; reference number; occ no; occurrence number; occurrence no; crime ref; crime reference; incident no;
        incident number; log no; log number; file ref; evidence; system; urn; case ref; record source; source record; where recorded;
        recording system; data source; source of evidence""",
    "response": """response; responses; action; actions; action taken; actions taken; agency response; agency action; outcome; outcomes; result;
        decision; decisions; response action; action outcome; response outcome; actions and outcome; actions outcome; follow up;
        intervention; disposal; what was done; what did the agency do; what the agency did; agency response action; action or response; decision made;
        decisions made""",
    "child_seen": """child seen; children seen; child seen yes no; was the child seen; was child seen; seen; child children seen; child present; were
        the children seen""",
    "significant": """significant; significance; significant yes no; key; flag; is it significant; significant event yes no; key event yes no;
        important""",
    "agency": "agency; organisation; organization; agency name; name of agency; provider; agency organisation",
    "leave": "no; number; row; row no; seq; sequence; s n; sn; item; item no; nr; serial; serial no; entry no; line; index; id",
    "more": """type; contact type; event type; category; code; status; locked; team; department; days since last; child alone; person id;
        analysis; comment; comments; analysis comment; management oversight; supervision; reflection; learning; theme; themes; recorded
        by; entered by; author; created by; discharge; location; address; practice; good practice; missed opportunity; question; questions""",
}
EXACT = {" ".join(word.split()): kind for kind, words in _EXACT.items() for word in words.split(";")}
# Where the whole heading is not known, the first of these words that stands in it decides.
_WORDS = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in (
    ("none", "birth|dob|d o b|born|age"),
    ("late", "(?:date|time|when|day|on) (?:[a-z]+ )?(?:entry|recorded|entered|created|modified|updated|printed|received|completed|closed|due"
             "|logged|written|input|added)"
             "|(?:entry|recorded|entered|created|modified|updated|printed|received|completed|closed|due|logged|review|input|added"
             "|next|last) (?:on|date|time|at)"),
    ("more", "type|category|code|status|analysis|comments?|oversight|supervision|reflection|learning|theme|practice|team|days|duration|locked|id|by"),
    ("until", "end date|date to|until"), ("date", "date|dates|datetime|when"), ("time", "time"), ("child_seen", "seen"),
    ("response", "response|action|actions|outcome|outcomes|decision|decisions|result"), ("record", "source|ref|reference|record|evidence"),
    ("present", "persons?|people|present|involved|attended|attendees|who|worker|officer|practitioner|professionals?|staff|pupil|student"),
    ("event", "events?|details?|description|narrative|notes?|summary|happened|incidents?|contacts?|involvement|entry|information|activity"),
    ("agency", "^(?:[a-z]+ )?(?:agency|organisation)(?: name)?$"), ("significant", "significant|significance"),
))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
SURE, LIKELY, WEAK = 100, 60, 30


def heading(text: str) -> str:
    """A heading in the form in which it is compared: small letters and figures, one space between words."""
    return _NOT_LETTERS.sub(" ", unicodedata.normalize("NFKC", _CAMEL.sub(" ", text)).casefold()).strip()


def meaning(text: str) -> tuple[str, int]:
    """What a heading says its column is, and how surely: ("", 0) where it says nothing; ("none", …) where it is certainly no date of an event."""
    words = heading(text)
    if not words or len(words) > 80:
        return "", 0
    if kind := EXACT.get(words):
        return kind, SURE
    for kind, pattern in _WORDS:
        if pattern.search(words):
            return ("date", WEAK) if kind == "late" else (kind, LIKELY)
    return "", 0
