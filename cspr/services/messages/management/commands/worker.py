"""Runs the jobs of the queue: sends what waits, chases, makes what is made in the background. Any number of them, on any machine."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from procrastinate.contrib.django import app
from procrastinate.worker import Worker

from cspr.services.messages.tasks import hand_out_again

READY = "CSPR_READY"  # The number of a pipe to which "ready" is written once it takes jobs (script/server).
STOP_SECONDS = 20


class Command(BaseCommand):
    """`worker`: until it is told to stop (Ctrl-C or SIGTERM); a job that has begun is finished first."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--note FILE."""
        parser.add_argument("--note", type=Path, help="a file of this worker's own: started again with it after it was killed, "
                            "it takes up at once what it had begun. Without it, another worker does within two minutes.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work, and end in order."""
        note = _own(options["note"]) if options["note"] else None
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            asyncio.run(_work(working, note))


def _own(path: Path) -> IO[str]:
    """The note, open and locked for as long as this process lives: so whoever wrote in it what stands there has ended."""
    note = path.open("a+")
    try:
        fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CommandError(f"Another worker that runs uses the note {path}. Give each worker a file of its own.") from error
    note.seek(0)
    return note


async def _work(working: Any, note: IO[str] | None) -> None:
    async with working.open_async():
        before = note.read().strip() if note else ""
        await hand_out_again(working, int(before) if before.isdecimal() else None)
        worker = Worker(app=working, install_signal_handlers=False, shutdown_graceful_timeout=STOP_SECONDS, **working.worker_defaults)
        loop = asyncio.get_running_loop()
        for asked in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(asked, worker.stop)
        running = asyncio.create_task(worker.run())
        while worker.worker_id is None and not running.done():
            await asyncio.sleep(0.02)
        if note and worker.worker_id is not None:
            note.truncate(0)
            note.write(str(worker.worker_id))
            note.flush()
        if (pipe := os.environ.get(READY)) and not running.done():
            os.write(int(pipe), b"ready")
            os.close(int(pipe))
        await running
