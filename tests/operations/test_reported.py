"""A fact with no more than the contract asks of its kind is taken by the operation that records it, and that asks people for more."""

from __future__ import annotations

from typing import Any

import pytest

from cspr import protocol
from cspr.operations import InputFault, get, recording
from cspr.operations.inputs import read_as
from cspr.operations.reported import as_reported

OF_ITS_TYPE = {"text": "x", "bool": False, "date": "2026-11-02", "number": 1}
# Told by the service alone: who takes the record is who is at the page.
BY_THE_SERVICE = ("recorder_named",)
RECORDED = [k for k in protocol.KINDS if any(o.on == "case" and o.stage not in ("record", "conflicts", "sight", "retention") for o in recording(k))
            and k not in ("withdrawn", *BY_THE_SERVICE)]


def least(kind: str) -> dict[str, Any]:
    """The details that the contract asks for, with when it was."""
    details = {name: d for name, d in protocol.KINDS[kind].details.items() if d.required}
    given = {name: list(d.values[:1]) if d.type == "choices" else d.values[0] if d.values else OF_ITS_TYPE[d.type] for name, d in details.items()}
    return {"at": "2026-11-02", **given} | ({"text_hash": "sha256:" + "ab" * 32} if "text_hash" in given else {}) | (
        {"url": "https://wessmoor.example.org/x"} if "url" in given else {})


@pytest.mark.parametrize("kind", RECORDED)
def test_the_contracts_details_are_enough_for_a_fact_that_is_reported(kind: str) -> None:
    op = next(o for o in recording(kind) if o.on == "case")
    read = read_as(as_reported(op.data, kind), least(kind))
    assert read.reported and isinstance(read, op.data)
    read.needs(**dict.fromkeys(op.data.model_fields, "Say more."))


def test_somebody_who_does_the_step_here_is_asked_for_more() -> None:
    op = get("rapid_review.share_immediate_learning")
    with pytest.raises(InputFault) as refused:
        read_as(op.data, {})
    assert [(f.field, f.message) for f in refused.value.faults] == [("what", "Answer “What was shared?”."), ("to", "Answer “With whom?”.")]
