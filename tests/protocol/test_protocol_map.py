"""The map from the protocol to the code is true, and leads somewhere from every clause."""

from __future__ import annotations

import re

from cspr.protocol import load
from tests.protocol.protocol_map import ROOT, TARGET, protocol_map


def test_the_map_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == protocol_map(), "run script/protocol-map"


def test_every_duty_and_gate_leads_to_an_operation_and_every_clause_to_a_test() -> None:
    sections = {part.split(" · ")[0]: part for part in protocol_map().split("\n## ")[1:]}
    for clause in load("kbsp-2022").clauses:
        assert "Proven by" in sections[clause.id], clause.id
        if "duty" in clause.kind or "gate" in clause.kind:
            assert "- Operation" in sections[clause.id], clause.id


def test_every_file_it_names_is_there() -> None:
    for file in set(re.findall(r"`((?:cspr|tests)/[^`]+)`", protocol_map())):
        assert (ROOT / file).exists() or (ROOT / file.removesuffix(".py") / "__init__.py").exists(), file
