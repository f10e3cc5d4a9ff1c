"""JSON read strictly, for the command line and the API alike: no key twice, no NaN, no number longer than any fact has."""

from __future__ import annotations

import json
from typing import Any

_LONGEST = 20


class NotJson(ValueError):
    """What cannot be read; the message goes on from the name of what was given: “is not JSON: line 1, column 2: …”."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NotJson(f"gives the key “{key[:100]}” twice in one object. Give it once")
        found[key] = value
    return found


def _short(digits: str) -> int:
    if len(digits) > _LONGEST:
        raise NotJson(f"holds a number of {len(digits)} digits, longer than any fact has. Check it")
    return int(digits)


def _no_number(word: str) -> Any:
    raise NotJson(f"holds “{word}”, which is not a number of JSON. Leave the value out, or give null")


def read_json(given: str | bytes) -> Any:
    """The value of a JSON text (bytes: UTF-8). Raises NotJson with the place, or what is wrong and what to do."""
    try:
        text = given.decode("utf-8-sig") if isinstance(given, bytes) else given
        return json.loads(text, object_pairs_hook=_once_each, parse_int=_short, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise NotJson(f"is not UTF-8 text (byte {error.start}). Save or send it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise NotJson(f"is not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise NotJson("is not JSON that can be read: it is nested too deeply") from error
