"""What a token can be made for, as plain data. Which of them an operation asks for, it says itself (`Operation.scope`)."""

from __future__ import annotations

from collections.abc import Mapping

from cspr.operations import registry
from cspr.operations.registry import Scope
from cspr.partnership.roles import Role

SCOPES: Mapping[Scope, str] = {
    "read": "Read: see what you can see.",
    "record": "Record: do the steps you can do, signatures excepted.",
    "sign": "Sign: put your name to decisions, reports and plans. Only a system that nobody else uses should be able to.",
}
NOT_BY_TOKEN = frozenset({"accounts", "sign_in", "tokens"})  # A token that was lost must make no others, nor another way in.


def of_use_to(role: Role) -> list[Scope]:
    """The scopes with which a role can do anything."""
    done = {op.scope for op in registry().values() if role in op.by and op.stage not in NOT_BY_TOKEN}
    return [scope for scope in SCOPES if scope == "read" or scope in done]
