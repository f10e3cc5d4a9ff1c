"""The door. Every write is an operation, run here: access, lock, gate, body, facts, duties, outbox, in one transaction."""

from cspr.operations.clock import now, today
from cspr.operations.doing import Doing
from cspr.operations.errors import Conflict, FileRefused, Forbidden, GateClosed, InputFault, NotHere, Refusal
from cspr.operations.inputs import Input
from cspr.operations.registry import Operation, get, operation, recording, registry
from cspr.operations.runner import Done, gated, gates_now, missing_now, rehearse, run
from cspr.operations.work_out import catch_up, come_round

__all__ = [
    "Conflict", "Doing", "Done", "FileRefused", "Forbidden", "GateClosed", "Input", "InputFault", "NotHere", "Operation", "Refusal",
    "catch_up", "come_round", "gated", "gates_now", "get", "missing_now", "now", "operation", "recording", "registry", "rehearse", "run",
    "today",
]
