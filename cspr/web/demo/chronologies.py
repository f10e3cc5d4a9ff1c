"""The files that made-up agencies send to the desk: each in its own way, as such files are."""

from __future__ import annotations

from datetime import date, timedelta

# (days before the incident was known, time, what happened, who was there, what was done). The police's, as a spreadsheet saved as CSV.
_POLICE = (
    (412, "", "Parents stopped with a car that was not insured. Nobody else in it.", "", "Reported."),
    (240, "1905", "Neighbour rang: shouting and something thrown. Both adults calm on arrival; the older child upstairs.", "Mother, her partner",
     "No offence. No notice sent."),
    (63, "2140", "Called by a neighbour: shouting. Both adults calm on arrival. The children were seen asleep.", "Mother, her partner",
     "Notice sent to children's social care."),
    (63, "2140", "Called by a neighbour: shouting. Both adults calm on arrival. The children were seen asleep.", "Mother, her partner",
     "Notice sent to children's social care."),
    (1, "0715", "Told by the hospital of the injuries. Strategy discussion the same morning.", "", "Joint investigation begun."),
)
# (how the date is typed, what happened). The ward's, kept as a list of paragraphs.
_HOSPITAL = (
    ("{1:%d/%m/%Y} 10.20", "Seen by the midwife. The mother asked for her partner not to be in the room."),
    ("{34:%d.%m.%Y}", "Brought to the emergency department with a bruise, said to be from a fall. Sent home after two hours."),
    ("about {20:%B %Y}", "Telephone advice asked for: crying at night. The call was not written up until later."),
    ("31/02/{1:%Y}", "Letter from the surgery filed."),
    ("{0:%d.%m.%Y} 0610hrs", "Brought in by ambulance. Consultant told children's social care and the police."),
)


def police(known: date) -> bytes:
    """Under a title row, with the time in a column of its own."""
    lines = ["Wessmoor Police: chronology,,,,", "Prepared for the Rapid Review,,,,", "Date,Time,What happened,Who was there,Action taken"]
    for days, time, event, who, done in _POLICE:
        lines.append(f'{known - timedelta(days=days):%d/%m/%Y},{time},"{event}","{who}",{done}')
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def hospital(known: date) -> bytes:
    """As a list of paragraphs, each beginning with its date."""
    days = {n: known - timedelta(days=n) for n in (0, 1, 20, 34)} | {1: known - timedelta(days=200)}
    at = [days.get(n, known) for n in range(35)]
    return "\n\n".join(["Ward chronology", *(f"{typed.format(*at)} {event}" for typed, event in _HOSPITAL)]).encode()
