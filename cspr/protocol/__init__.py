"""The protocol as data, evaluated purely. Standard library and pydantic only; nothing here reads the clock."""

from cspr.protocol.answers import AccessStatus, DutyStatus, Evaluation, GateStatus, StageStatus
from cspr.protocol.calendar import Calendar, Day, Skipped, add_months
from cspr.protocol.evaluate import days, evaluate, gates_against
from cspr.protocol.facts import Fact, FactsInvalid, Problem, check_fact, effective, in_place, read_facts
from cspr.protocol.kinds import KINDS, Detail, Kind, tells
from cspr.protocol.loader import Fault, ProtocolFaults, known, load, load_file
from cspr.protocol.schema import Checklist, Protocol
from cspr.protocol.touched import Touched, asked_by, edition, held_by, touched, whole

__all__ = [
    "KINDS", "AccessStatus", "Calendar", "Checklist", "Day", "Detail", "DutyStatus", "Evaluation", "Fact", "FactsInvalid", "Fault", "GateStatus",
    "Kind", "Problem", "Protocol", "ProtocolFaults", "Skipped", "StageStatus", "Touched", "add_months", "asked_by", "check_fact", "days", "edition",
    "effective", "evaluate", "gates_against", "held_by", "in_place", "known", "load", "load_file", "read_facts", "tells", "touched", "whole",
]
