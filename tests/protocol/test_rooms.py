"""The protocol's room holds no law of its own: no partnership, no number of days, no clock, no web framework."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "cspr"
PURE = sorted((ROOT / "protocol").glob("**/*.py"))
CODE = sorted(p for p in ROOT.glob("**/*.py") if "migrations" not in p.parts)
SOMEBODYS = re.compile(r"bristol|kbsp|\bavon\b|\bsomerset\b|operation ruby|keeping bristol", re.IGNORECASE)


@pytest.mark.parametrize("file", [p for p in CODE if "demo" not in p.parts], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_partnership_is_written_into_code(file: Path) -> None:
    found = [(n, line.strip()) for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if SOMEBODYS.search(line)]
    assert found == []


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("file", PURE, ids=lambda p: p.name)
def test_the_protocol_is_pure(file: Path) -> None:
    roots = {name.split(".")[0] for name in _imports(file)}
    assert not roots & {"django", "os", "random", "time", "urllib", "socket", "subprocess", "requests"}
    assert all(name.startswith("cspr.protocol") for name in _imports(file) if name.startswith("cspr"))
    reads_the_clock = re.compile(r"\.(now|today|utcnow)\(")
    assert not reads_the_clock.search(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", PURE, ids=lambda p: p.name)
def test_no_clause_and_no_length_of_a_clock_is_code(file: Path) -> None:
    """The vocabulary names clauses to cite; nothing else does. A number of days other than 0 or 1 is some protocol's."""
    if file.name == "kinds.py":
        return
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    holders = [n for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docs = {id(n.body[0].value) for n in holders if isinstance(n.body[0], ast.Expr)}
    words = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs]
    assert [w for w in words if re.fullmatch(r"[A-K]\d{1,2}(-\d)?", w)] == []
    added = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") in ("add_working_days", "add_months")]
    numbers = [a.value for call in added for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, int) and a.value > 1]
    assert numbers == []
