"""Runs the jobs of the queue: sends what waits, chases, makes what is made in the background. Any number of them, on any machine."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.worker import Worker

READY = "CSPR_READY"  # The number of a pipe to which "ready" is written once it takes jobs (script/server).
STOP_SECONDS = 20


class Command(BaseCommand):
    """`worker`: until it is told to stop (Ctrl-C or SIGTERM); a job that has begun is finished first."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Work, and end in order."""
        with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            asyncio.run(_work(working))


async def _work(working: Any) -> None:
    async with working.open_async():
        worker = Worker(app=working, install_signal_handlers=False, shutdown_graceful_timeout=STOP_SECONDS, **working.worker_defaults)
        loop = asyncio.get_running_loop()
        for asked in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(asked, worker.stop)
        running = asyncio.create_task(worker.run())
        while worker.worker_id is None and not running.done():
            await asyncio.sleep(0.02)
        if (pipe := os.environ.get(READY)) and not running.done():
            os.write(int(pipe), b"ready")
            os.close(int(pipe))
        await running
