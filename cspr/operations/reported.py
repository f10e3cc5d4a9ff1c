"""A fact that is reported as the contract words it, taken by the operation that records its kind."""

from __future__ import annotations

import typing
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import create_model
from pydantic.fields import FieldInfo

from cspr import protocol
from cspr.operations.inputs import Input


class _Reported(Input):
    reported: ClassVar[bool] = True


def _nothing(kind: Any) -> Any:
    return "" if kind is str else [] if typing.get_origin(kind) is list else None


@lru_cache
def as_reported(model: type[Input], kind: str) -> type[Input]:
    """An operation's input for a fact of that kind: of what is asked here, only the details that the contract asks for have to be there.

    What is left out is empty ("", [] or None).
    """
    asked = {"at", *(name for name, detail in protocol.KINDS[kind].details.items() if detail.required)}
    left = {name: (info.annotation, FieldInfo.merge_field_infos(info, default=_nothing(info.annotation)))
            for name, info in model.model_fields.items() if info.is_required() and name not in asked}
    return create_model(model.__name__, __base__=(_Reported, model), **left)  # type: ignore[call-overload]
