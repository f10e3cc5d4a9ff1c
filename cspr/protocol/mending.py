"""A broken file made sound enough to check the rest of it, so that one run names every fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from cspr.protocol.calendar import calendars

Place = tuple[str | int, ...]
_HEAD = {"id": "x", "partnership": "x", "version": "1", "in_force_from": date(2000, 1, 1), "calendar": calendars()[0]}
# What stands in for a key that must be there, and is not or is broken.
_STAND_IN: Mapping[str, Any] = {
    **_HEAD, "title": "-", "name": "-", "says": "-----", "source": "-", "kind": "rule", "clauses": ["-"], "owner": "-", "role": "-", "scope": "case",
    "met_by": "case_closed", "opens_on": "case_closed", "begins_on": "case_closed", "blocks": "case_closed",
    "needs": [{"fact": "case_closed", "else": "-"}], "items": [{"id": "-", "name": "-"}], "on": "-", "by": "-", "change": "-",
    "duty": "-", "steps": [{"id": "x", "name": "---", "to": "holder", "says": "-----", "on_the_day": True}],
}
# What cannot be judged where another key of the same table is broken.
_RESTS_ON = {
    "for_each": ("owner", "clock", "met_by", "opens_on"), "met_by": ("for_each",), "blocks": ("needs",), "opens_on": ("who", "begins", "ends"),
}


def mended(given: Mapping[str, Any], errors: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], frozenset[Place]]:
    """The file with each broken key left out or stood in for; and the places (part, row, key) of which nothing can be said any more.

    errors: as pydantic gives them. A part that is missing or no table at all stays as it is.
    """
    kept: dict[str, Any] = deepcopy(dict(given))
    spoilt: set[Place] = set()
    for error in errors:
        part, *rest = error["loc"]
        if not rest:
            if error["type"] == "extra_forbidden":
                kept.pop(part, None)
            elif part == "protocol":
                kept[part] = dict(_HEAD)
            continue
        n, *inner = rest if isinstance(rest[0], int) else (0, *rest)
        table = kept[part][n] if isinstance(kept[part], list) else kept[part]
        if not inner or not isinstance(table, dict):
            continue
        key = inner[0]
        if key in _STAND_IN and not (error["type"] == "extra_forbidden" and len(inner) == 1):
            table[key] = _STAND_IN[key]
        else:
            table.pop(key, None)
        spoilt |= {(part, n, one) for one in (key, *_RESTS_ON.get(key, ()))}
    return kept, frozenset(spoilt)
