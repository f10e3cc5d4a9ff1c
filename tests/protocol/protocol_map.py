"""Makes docs/protocol-map.md: from each paragraph of the protocol to what rests on it, where that is done, and what proves it."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import django

from cspr.cli.protocols import clock_in_words, owner_in_words
from cspr.protocol import Protocol, load
from cspr.protocol.schema import Clause

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "protocol-map.md"
HEAD = """# From the protocol to the code

One section a clause of `{id}`: {source}.
Under each: what in the file rests on it, which operations and pages discharge it, and which tests prove it.
Made by `script/protocol-map`; do not edit by hand. `cspr protocol show {id}` prints the file's part of it.
"""


def _marked(file: Path) -> set[str]:
    """The clauses that the tests of a file are marked with."""
    calls = [n for n in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
    marks = [c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "clause"]
    return {str(a.value) for c in marks for a in c.args if isinstance(a, ast.Constant)}


def _tests() -> dict[str, list[str]]:
    """The files that prove each clause, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("*.py")):
        for clause in _marked(file):
            found[clause].append(str(file.relative_to(ROOT)))
    for file in sorted((ROOT / "tests" / "protocol" / "law").glob("*.toml")):
        for table in tomllib.loads(file.read_text(encoding="utf-8")).get("law", []):
            for clause in table["clauses"] if table.get("protocol", "kbsp-2022") == "kbsp-2022" else []:
                if str(file.relative_to(ROOT)) not in found[clause]:
                    found[clause].append(str(file.relative_to(ROOT)))
    return found


def _addresses() -> dict[str, str]:
    """The address of each named page: {"notification.notify": "cases/<reference>/notify/"}."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, before + str(one.pattern))
            elif one.name:
                yield one.name, before + str(one.pattern)

    return dict(walk(get_resolver().url_patterns, "/"))


def _operations(proto: Protocol, clause: Clause) -> Iterator[str]:
    from cspr.operations.registry import registry

    kinds = {k for duty in proto.duties if clause.id in duty.clauses for k in duty.meeting_kinds}
    addresses = _addresses()
    for op in sorted(registry().values(), key=lambda o: o.name):
        if clause.id in op.clauses or (kinds & set(op.records) and op.stage != "record"):
            page = f", page `{addresses[op.name]}`" if op.name in addresses else ""
            yield f"`{op.name}` in `{op.body.__module__.replace('.', '/')}.py`{page}"


def _lines(proto: Protocol, clause: Clause, tests: list[str]) -> Iterator[str]:
    names = {role.id: role.name for role in proto.roles}
    yield f"## {clause.id} · {clause.kind}"
    yield f"{clause.says} ({clause.source})"
    yield ""
    for duty in proto.duties:
        if clause.id in duty.clauses:
            yield f"- Duty `{duty.id}`: {duty.title} ({owner_in_words(duty, names)}; {clock_in_words(duty.clock)})"
    for gate in proto.gates:
        if clause.id in gate.clauses:
            yield f"- Gate `{gate.id}`: holds back `{gate.blocks}`"
    for one in proto.lists:
        if clause.id in one.clauses:
            yield f"- List `{one.id}`: {one.title}, {len(one.items)} items"
    for rule in proto.access:
        if clause.id in rule.clauses:
            yield f"- Access `{rule.id}`: {names[rule.role]} may see: {rule.scope}"
    yield from (f"- Operation {words}" for words in _operations(proto, clause))
    yield from (f"- Proven by `{file}`" for file in tests)
    yield ""


def protocol_map() -> str:
    """The whole document. Django must have been set up."""
    proto, tests = load("kbsp-2022"), _tests()
    lines = [HEAD.format(id=proto.id, source=proto.protocol.source)]
    for clause in proto.clauses:
        lines += _lines(proto, clause, tests[clause.id])
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    django.setup()
    TARGET.write_text(protocol_map(), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)} written", file=sys.stderr)
