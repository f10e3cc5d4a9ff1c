"""What can be done: the register of operations. The API and its OpenAPI document are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any, Literal

from cspr.operations.inputs import Input, NoInput
from cspr.partnership.roles import Role
from cspr.protocol import KINDS

if TYPE_CHECKING:
    from cspr.operations.doing import Doing

On = Literal["case", "new_case", "partnership"]
Scope = Literal["read", "record", "sign"]


@dataclass(frozen=True)
class Operation:
    """One verb. `room`: the part of the case a person must be able to enter to do it, "" for any."""

    name: str
    title: str
    clauses: tuple[str, ...]
    by: frozenset[Role]
    data: type[Input]
    body: Callable[[Doing, Any], None]
    records: tuple[str, ...]
    on: On
    room: str
    corrects: frozenset[str] = frozenset()
    fresh_sign_in: bool = False
    joining: bool = False

    @property
    def stage(self) -> str:
        """The room it lives in."""
        return self.name.split(".")[0]

    @property
    def verb(self) -> str:
        """What it does, within its stage."""
        return self.name.split(".")[1]

    @property
    def scope(self) -> Scope:
        """What a personal token must be made for to do it: a signature is never among what is merely recorded."""
        return "sign" if self.fresh_sign_in else "record"


_REGISTRY: dict[str, Operation] = {}


def operation(
    name: str, *, title: str, clauses: Iterable[str], by: Iterable[Role], records: Iterable[str] = (),
    on: On = "case", room: str = "overview", corrects: Iterable[str] = (), fresh_sign_in: bool = False,
    joining: bool = False,
) -> Callable[[Callable[[Doing, Any], None]], Callable[[Doing, Any], None]]:
    """Register a function `(do: Doing, data: SomeInput) -> None` as an operation.

    name: "stage.verb". title: what it does, for people. clauses: the paragraphs it serves. by: the roles that may.
    records: the kinds of fact it may record (checked). on: a case, a new case, or the partnership.
    room: the part of the case it stands in (cspr.access.rooms); "" where any part that is open will do.
    corrects: kinds that it records only in place of what another operation recorded first.
    fresh_sign_in: whether a person shows just before it that it is they (cspr.steps.fresh): a signature, or what changes who may sign in.
    joining: whether somebody may do it whose role has yet to begin.
    """
    def register(body: Callable[[Doing, Any], None]) -> Callable[[Doing, Any], None]:
        annotation = body.__annotations__.get("data", NoInput)
        model = annotation if isinstance(annotation, type) else getattr(import_module(body.__module__), str(annotation), None)
        if model is None:
            raise TypeError(f"{name}: the input model {annotation} must stand above the operation in its module")
        if namesake := next((o for o in _REGISTRY.values() if o.data.__name__ == model.__name__ and o.data is not model), None):
            raise TypeError(f"{name}: {namesake.name} asks by another {model.__name__}; the API's document knows an input by its name alone")
        later = frozenset(corrects)
        recorded = (*records, *sorted(later))
        _REGISTRY[name] = Operation(name, title, tuple(clauses), frozenset(by), model, body, recorded, on, room, later, fresh_sign_in, joining)
        return body
    return register


def _load() -> None:
    for root in ("cspr.access", "cspr.operations", "cspr.services", "cspr.stages"):
        package = import_module(root)
        for module in walk_packages(package.__path__, root + "."):
            if module.name.endswith((".operations", ".corrections")):
                import_module(module.name)


def registry() -> dict[str, Operation]:
    """Every operation by name. Loads each stage's `operations` module the first time."""
    if "_loaded" not in _STATE:
        _load()
        _STATE.add("_loaded")
    return _REGISTRY


_STATE: set[str] = set()


def get(name: str) -> Operation:
    """The operation of that name; KeyError where there is none."""
    return registry()[name]


def recording(kind: str) -> list[Operation]:
    """The operations that may record a kind of fact: the most particular (fewest kinds) first, and of those what asks for the fact's own details."""
    details = {name for name, detail in KINDS[kind].details.items() if detail.required}
    found = (o for o in registry().values() if kind in o.records and kind not in o.corrects)
    return sorted(found, key=lambda o: (len(o.records), len(details - set(o.data.model_fields))))
