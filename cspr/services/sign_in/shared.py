"""What every web process has to know of at once: tries, requests, codes that were used. Django's cache, kept in the database (setting CACHES).

Django's own cache in the database pickles what it keeps, so that whoever writes to its table can have the service run it; nor does it count
without a gap between reading and writing. This one keeps JSON, its keys as hashes, and does each thing by one statement. The table is not
logged: after a crash of the database the counts begin anew.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

_ADD = """INSERT INTO sign_in_shared (key, value, until) VALUES (%s, %s, clock_timestamp() + %s * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until WHERE sign_in_shared.until <= clock_timestamp() RETURNING key"""
_SET = """INSERT INTO sign_in_shared (key, value, until) VALUES (%s, %s, clock_timestamp() + %s * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until RETURNING key"""
_COUNT = """INSERT INTO sign_in_shared AS kept (key, value, until) VALUES (%s, %s, clock_timestamp() + %s * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET
        value = CASE WHEN kept.until > clock_timestamp() THEN to_jsonb(kept.value::bigint + 1) ELSE excluded.value END,
        until = CASE WHEN kept.until > clock_timestamp() THEN kept.until ELSE excluded.until END
    RETURNING value::bigint, extract(epoch FROM until - clock_timestamp())"""
_GET = "SELECT value FROM sign_in_shared WHERE key = %s AND until > clock_timestamp()"
_INCR = """UPDATE sign_in_shared SET value = to_jsonb(value::bigint + %s) WHERE key = %s AND until > clock_timestamp()
    RETURNING value::bigint"""
_TOUCH = """UPDATE sign_in_shared SET until = clock_timestamp() + %s * interval '1 second' WHERE key = %s AND until > clock_timestamp()
    RETURNING key"""
_DELETE = "DELETE FROM sign_in_shared WHERE key = %s RETURNING key"
_FOR_GOOD = 10 * 365 * 24 * 3600


def _asked(statement: str, *values: object) -> Any:
    """The first row of what it gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


class Shared(BaseCache):
    """Values that JSON can say, each for a time."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _named(self, key: str, version: int | None) -> str:
        return sha256(self.make_key(key, version).encode()).hexdigest()

    def _for(self, timeout: Any) -> float:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return _FOR_GOOD if seconds is None else seconds

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it where nothing is kept yet. Gives whether it was."""
        return _asked(_ADD, self._named(key, version), json.dumps(value), self._for(timeout)) is not None

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """What is kept, else the default."""
        row = _asked(_GET, self._named(key, version))
        return default if row is None else json.loads(row[0]) if isinstance(row[0], str) else row[0]

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep it, whatever was kept."""
        _asked(_SET, self._named(key, version), json.dumps(value), self._for(timeout))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it for that long from now."""
        return _asked(_TOUCH, self._for(timeout), self._named(key, version)) is not None

    def delete(self, key: str, version: int | None = None) -> bool:
        """Keep it no longer."""
        return _asked(_DELETE, self._named(key, version)) is not None

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a number that is kept, and give it. Raises ValueError where none is."""
        row = _asked(_INCR, delta, self._named(key, version))
        if row is None:
            raise ValueError("nothing is kept under that key")
        return int(row[0])

    def counted(self, key: str, seconds: int) -> tuple[int, float]:
        """One more under this key. Gives how many there were since the first, and for how many seconds that one still counts, of `seconds` in all."""
        row = _asked(_COUNT, self._named(key, None), "1", seconds)
        return int(row[0]), float(row[1])

    def clear(self) -> None:
        """Forget all of it."""
        _asked("DELETE FROM sign_in_shared RETURNING NULL")


def forget_what_is_over() -> int:
    """Take away what counts no more. Gives how much."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sign_in_shared WHERE until <= clock_timestamp()")
        return cursor.rowcount
