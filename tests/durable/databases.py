"""Databases of a test's own, beside the one that the other tests share, on the same server."""

from __future__ import annotations

import psycopg
from django.db import connection, connections
from psycopg import sql


def address(name: str) -> str:
    """Of one of them, for connections of one's own."""
    given = connection.settings_dict
    return psycopg.conninfo.make_conninfo(host=given["HOST"], port=given["PORT"] or None, user=given["USER"], password=given["PASSWORD"] or None,
                                          dbname=name)


def use(name: str) -> None:
    """From now on this one, in every thread."""
    connections.close_all()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def make(name: str, of: str = "template0") -> None:
    """A new one, in the place of what had its name; of: what it is a copy of."""
    use(connection.settings_dict["NAME"])  # Nobody may be connected to what is copied.
    drop(name)
    _statement("CREATE DATABASE {} TEMPLATE {}", name, of)


def drop(name: str) -> None:
    """Take it away."""
    _statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _statement(text: str, *names: str) -> None:
    with psycopg.connect(address("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL(text).format(*(sql.Identifier(name) for name in names)))
