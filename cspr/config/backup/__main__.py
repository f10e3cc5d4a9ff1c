"""script/backup and script/restore: one encrypted file that holds the whole service, and the way back from it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from pathlib import Path

from cspr.config.environment import Refused, backup_key, said_in_one_line


def _say(line: str) -> None:
    print(line, flush=True)


def _settings() -> str:
    """Read the settings; gives the address of the database for its owner."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cspr.config.settings")
    from cspr.config import database, settings

    address = os.environ.get("DATABASE_URL") or database.use(settings.DATA_DIR)
    import django

    django.setup()
    return address


def backup(path: Path | None) -> Path:
    """Make one. path: a file that is not there yet, or a folder; None: the present folder."""
    secret, address = backup_key(), _settings()
    from cspr.config.backup import copying

    where = path or Path()
    file = copying.unused_name(where) if where.is_dir() else where
    begun = time.monotonic()
    manifest = copying.make(file, secret, address)
    _say(f"{file}: {manifest.says()} {file.stat().st_size / 1_000_000:.1f} MB, made and read again in {time.monotonic() - begun:.1f} seconds.")
    return file


def restore(path: Path) -> None:
    """Into the empty place that the settings name; then brought up to date and checked."""
    secret, address = backup_key(), _settings()
    begun = time.monotonic()
    from django.core.management import call_command

    from cspr.cli.main import main as cspr
    from cspr.config.backup import copying
    from cspr.partnership.sessions import store
    from cspr.services.messages.handing import after_restore

    manifest = copying.restore(path, secret, address, _say)
    with said_in_one_line():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("catch_up")
    unsure = after_restore()
    store().get_model_class().objects.all().delete()  # Who was signed out since stays so.
    _say(f"Restored as it was at {manifest.made_at}: {manifest.says()}")
    if unsure:
        _say(f"{unsure} messages were waiting when the backup was made. They may have gone since: each asks in its case to be sent again.")
    _say("Accounts and rights that were ended since then are open again: end them before you let people in.")
    checks = [cspr(["audit", "verify"]), cspr(["files", "verify"])]
    if any(checks):
        raise Refused("The records are those of the backup, and what is said above is wrong with them. Was another SECRET_KEY or FILES_KEY set?")
    _say(f"Every row and file is as it was. The restore took {time.monotonic() - begun:.1f} seconds.")


def drill() -> None:
    """Back up, and restore into a place that is thrown away: the proof that it can be done, and how long it takes."""
    with tempfile.TemporaryDirectory(prefix="cspr-drill-") as folder:
        Path(folder).chmod(0o755)  # The embedded database may run as a user of its own.
        file = backup(Path(folder) / "drill.backup")
        from django.conf import settings

        from cspr.config import database

        place = Path(folder) / "restored"
        aside = {"DATABASE_URL", "WEB_DATABASE_URL", "WORKER_DATABASE_URL", "FILES"}
        environment = {**{k: v for k, v in os.environ.items() if k not in aside}, "DATA_DIR": str(place), "SECRET_KEY": settings.SECRET_KEY,
                       "FILES_KEY": ",".join(b64encode(key).decode() for key in settings.FILES_KEYS)}
        try:
            status = subprocess.run([sys.executable, "-m", "cspr.config.backup", "restore", str(file)], env=environment, check=False).returncode
        finally:
            database.stop(place)
        if status:
            raise Refused("The drill failed: this backup could not be restored. What stood in the way is said above.")
    _say("The drill is done: what was backed up can be restored. The throw-away copy is gone.")


def main() -> int:
    """Run one of them. Gives the exit status."""
    parser = argparse.ArgumentParser(prog="script/backup", description=__doc__, allow_abbrev=False)
    verbs = parser.add_subparsers(dest="verb", required=True)
    made = verbs.add_parser("backup", prog="script/backup", help="make a backup")
    made.add_argument("file", nargs="?", type=Path, help="a new file, or a folder (the present one)")
    made.add_argument("--drill", action="store_true", help="restore it into a throw-away place, compare every row and file, say how long it took")
    verbs.add_parser("restore", prog="script/restore", help="restore one").add_argument("file", type=Path)
    asked = parser.parse_args()
    if asked.verb == "restore":
        restore(asked.file)
    elif asked.drill:
        drill()
    else:
        backup(asked.file)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
