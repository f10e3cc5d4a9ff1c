"""The minutes as drafted from what was recorded: attendance, conflicts, and item by item discussion, decision, dissent and actions (D8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cspr.services.meetings.guests import PARTNERS, name_of
from cspr.services.meetings.reads import Recorded, Sight


def drafted(sight: Sight) -> dict[str, Any]:
    """The body of the minutes, as `meetings.write_minutes` takes it."""
    held = sight.held.body if sight.held else {}
    return {
        "present": _present(sight, held), "apologies": _apologies(sight, held), "quorum": _quorum(sight, held), "conflicts": _conflicts(sight, held),
        "items": [_item(one) for one in sight.record], "reason": "",
    }


def _present(sight: Sight, held: Mapping[str, Any]) -> str:
    if sight.attendance:
        deputies = {i.word: i.reply.details.get("deputy") for i in sight.meeting.invited if i.reply and i.answer == "deputy"}
        lines = [name_of(sight.known, word) + (f" ({deputies[word]} as deputy)" if deputies.get(word) else "") for word in sight.present]
        return "\n".join([*lines, *sight.attendance.body["others"].splitlines()])
    return "\n".join([*(PARTNERS[p] for p in held.get("partners", [])), *(sight.owners.get(a, a) for a in held.get("attended", []))])


def _apologies(sight: Sight, held: Mapping[str, Any]) -> str:
    sent = [one.name for one in sight.lines if one.invited.answer == "apologies" and not one.there]
    return "\n".join([*sent, *(held.get("apologies") or "").splitlines()])


def _quorum(sight: Sight, held: Mapping[str, Any]) -> str:
    missing = [name for word, name in PARTNERS.items() if word not in held["partners"]] if held else sight.missing
    if not missing:
        return "Quorate: all three safeguarding partners took part."
    return f"Not quorate: without {' and '.join(missing)}. {sight.not_quorate}".strip()


def _conflicts(sight: Sight, held: Mapping[str, Any]) -> str:
    kept_out = [f"{f.details['name']} had declared a conflict of interest and took no part." for f in sight.conflicts]
    return "\n".join([*kept_out, *(held.get("conflicts") or "").splitlines()]) or "None declared."


def _item(one: Recorded) -> dict[str, str]:
    body = one.body
    return {
        "item": one.item.id, "title": one.item.title,
        "discussion": "\n\n".join(t for t in (one.note, body.get("discussion", "")) if t),
        "decision": "\n".join(t for t in (body.get("decision", ""), *(what for _, what in one.came)) if t),
        "dissent": "\n".join(f"{d['who']}: {d['what']}" for d in body.get("dissent", [])),
        "actions": "\n".join(words for words, _ in one.said),
    }

