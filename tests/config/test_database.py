"""Where the data is: addresses, and what a killed server leaves behind."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.db import connection

from cspr.config import database, serve
from cspr.config.environment import Refused, need_database


def test_an_address_becomes_settings() -> None:
    """Escapes in the password are undone, and options of the address are kept."""
    found = database.settings_of("postgresql://anna:p%40ss@db.example.org:5433/reviews?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == ("anna", "p@ss", "db.example.org", 5433, "reviews")
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_socket_folder_is_a_host() -> None:
    """The embedded server is reached by its private socket."""
    assert database.settings_of("postgresql://postgres:@/cspr?host=/some/folder")["HOST"] == "/some/folder"


@pytest.mark.parametrize("address", ["mysql://a/b", "postgresql://host", "reviews", "postgresql://host:port/name", "postgresql://[/name"])
def test_another_kind_of_address_is_refused_with_an_example(address: str) -> None:
    """Somebody who mistypes DATABASE_URL is told what it looks like."""
    with pytest.raises(Refused, match="postgresql://user:password@host"):
        database.settings_of(address)


def test_the_note_of_a_dead_server_is_forgotten(tmp_path: Path) -> None:
    """Its process id may belong to another program by now: process 1 is no PostgreSQL."""
    note = tmp_path / "postmaster.pid"
    note.write_text("1\n/somewhere\n")
    database._forget_dead_server(tmp_path)
    assert not note.exists()


def test_a_taken_port_is_seen() -> None:
    """So that script/server can say so instead of failing later."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not serve.port_is_free(taken.getsockname()[1])


def test_a_stranger_with_the_old_process_id_is_left_alone(tmp_path: Path) -> None:
    """Process 1 runs, but did not start when the note says: it is not ours to end."""
    note = tmp_path / "server.json"
    note.write_text('{"port": 8000, "self": [1, 0.5], "web": [1, 0.5]}')
    serve._end_left_behind(note)
    assert serve._same(1, 0.5) is None


@pytest.mark.django_db
def test_a_role_that_no_policy_binds_is_refused() -> None:
    """The web server's role may be given rights by mistake, in a server of one's own: then nothing is served."""
    given = connection.settings_dict
    with pytest.raises(Refused, match=f"WEB_DATABASE_URL: the database's role {given['USER']} is a superuser or has the owner's rights"):
        need_database(f"postgresql://{given['USER']}@/{given['NAME']}?host={given['HOST']}", "WEB_DATABASE_URL", given["USER"])
    need_database(f"postgresql://cspr_web@/{given['NAME']}?host={given['HOST']}", "WEB_DATABASE_URL", "cspr_web")
