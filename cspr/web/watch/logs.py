"""How the service writes its log: one JSON object a line, in which nothing of a case can stand.

Messages of errors quote what was being worked on (a database names the row that it refused), so of an error its kind and the
places in the code are written, never its message. Of a request: the route as the code writes it, never the address.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from django.urls import Resolver404, resolve

_ROOT = Path(__file__).resolve().parents[3]
_DEEPEST = 20  # Places of an error that are written, the innermost.


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    name = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(*path.parts[-3:])
    return f"{name}:{frame.lineno} {frame.name}"


def fault(error: BaseException | None, trace: TracebackType | None) -> dict[str, Any]:
    """An error as the log has it: its kind, the kinds that led to it, and where in the code it arose. Its message is left out."""
    kinds, one = [], error
    while one is not None and len(kinds) < _DEEPEST:
        kinds.append(type(one).__qualname__)
        one = one.__cause__ or one.__context__
    return {"kinds": kinds, "at": [_place(f) for f in traceback.extract_tb(trace)[-_DEEPEST:]]}


class Line(logging.Formatter):
    """A record as one line of JSON: when (UTC), how grave, from which part, what it says, and the fields it was given."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. What Django says of a request names its address, so the request's route stands in its place."""
        line: dict[str, Any] = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                                "level": record.levelname.lower(), "from": record.name}
        request = getattr(record, "request", None)
        if request is not None:
            line |= {"says": f"answered with {getattr(record, 'status_code', 'a fault')}", "route": route_of(request),
                     "request": getattr(request, "watch_id", "")}
        else:
            line["says"] = record.getMessage()
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = fault(record.exc_info[1], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def route_of(request: Any) -> str:
    """The address's pattern, such as "cases/<str:reference>/", "" where none fits: it holds no reference."""
    try:
        match = getattr(request, "resolver_match", None) or resolve(request.path)
    except Resolver404:
        return ""
    return str(match.route)
