"""The language of a template's fields: what may stand between {{ }} and {% %}, and nothing else. Held on every template before it is filled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

# What a template may be made of. No calls, no sums, no loops over numbers, nothing of Python's: a template comes from outside.
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.For, nodes.Not, nodes.And, nodes.Or, nodes.Compare,
            nodes.Operand, nodes.Const, nodes.Getattr, nodes.Filter)
FILTERS = {"upper": "in capitals", "lower": "in small letters", "title": "With A Capital For Each Word", "trim": "without spaces around it",
           "default": "other words where it is empty: {{ field|default('none') }}"}
_LOOP = frozenset({"first", "last", "index"})


class FieldFault(TemplateSyntaxError):
    """Something that no template may hold. Its text says what, and what to write instead."""


def _refuse(node: nodes.Node, says: str) -> NoReturn:
    raise FieldFault(says, node.lineno)


def _check(node: nodes.Node, within: frozenset[str]) -> None:
    """Raises FieldFault for the first thing in it that is not allowed. within: the rows being gone through."""
    if not isinstance(node, _ALLOWED):
        _refuse(node, "Only fields, “if” and “for” can be used here, and nothing is worked out in a template.")
    if isinstance(node, nodes.Filter) and (node.name not in FILTERS or node.kwargs or node.dyn_args or node.dyn_kwargs):
        _refuse(node, f"“|{node.name}” cannot be used here. After a field can stand: {', '.join(FILTERS)}.")
    if isinstance(node, nodes.Getattr):
        loop = isinstance(node.node, nodes.Name) and node.node.name == "loop"
        if not isinstance(node.node, nodes.Name) or node.attr.startswith("_") or (loop and node.attr not in _LOOP):
            _refuse(node, f"“.{node.attr}” is not a column. Write the row's name, a full stop and one of its columns.")
        if not loop and node.node.name not in within:
            _refuse(node, f"“{node.node.name}.{node.attr}” can only stand between the “for {node.node.name} in …” and its “endfor”.")
    if isinstance(node, nodes.For):
        if not (isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name)) or node.test or node.recursive:
            _refuse(node, "Write it as “for row in rows”, with the name of a field that has rows.")
        if within:
            _refuse(node, "A “for” cannot stand inside another one.")
        for inner in (*node.body, *node.else_):
            _check(inner, within | {node.target.name})
        return
    for child in node.iter_child_nodes():
        _check(child, within)


class Fields(ImmutableSandboxedEnvironment):
    """The sandbox, made narrower: whatever is compiled in it has been looked through first. Values are escaped as XML asks."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _check(tree, frozenset())
        return tree


def environment(*, strict: bool = False, escaped: bool = True) -> Fields:
    """A fresh one. strict: a field that is not known is a fault, not empty. escaped: for XML; not for plain text."""
    made = Fields(autoescape=escaped, **({"undefined": StrictUndefined} if strict else {}))
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


def names_in(tree: nodes.Template) -> Iterable[tuple[int, str, str]]:
    """Every field named in a template: the line, the field, and the column asked of it; "" for the field itself, "*" where its rows are gone
    through. A row's columns stand under the field its rows come from."""
    rows: dict[str, str] = {f.target.name: f.iter.name for f in tree.find_all(nodes.For)  # type: ignore[attr-defined]
                            if isinstance(f.target, nodes.Name) and isinstance(f.iter, nodes.Name)}
    inner = {id(g.node) for g in tree.find_all(nodes.Getattr)} | {id(f.target) for f in tree.find_all(nodes.For)}
    gone_through = {id(f.iter) for f in tree.find_all(nodes.For)} | {id(i.test) for i in tree.find_all(nodes.If)}
    for name in tree.find_all(nodes.Name):
        if id(name) not in inner and name.name != "loop" and name.name not in rows:
            yield name.lineno, name.name, "*" if id(name) in gone_through else ""
    for asked in tree.find_all(nodes.Getattr):
        if isinstance(asked.node, nodes.Name) and asked.node.name != "loop":
            yield asked.lineno, rows.get(asked.node.name, asked.node.name), asked.attr


def filled(text: str, values: dict[str, Any]) -> str:
    """A line of plain text with its fields filled in. For our own wordings; what people typed is only ever a value."""
    return str(_PLAIN.from_string(text).render(values))


_PLAIN = environment(escaped=False)
