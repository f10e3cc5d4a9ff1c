"""`kill -9` of the web server, the worker and the database in the middle of operations, again and again (the real processes, on a real disk).

CSPR_KILLS sets how often (10); CSPR_SEED makes a run like another.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Lock
from typing import Any
from uuid import uuid4

import psutil
import psycopg

from cspr.config import database
from cspr.record.facts import LONDON
from tests.config.test_server import LONG, Service
from tests.services.messages.smtp import Server, listening

KILLS = int(os.environ.get("CSPR_KILLS", "10"))
SEED = int(os.environ.get("CSPR_SEED", "") or random.randrange(10_000))
CLIENTS, OPERATIONS = 4, max(200, 20 * KILLS)
ON_DISK = {"CSPR_THROWAWAY": "", "REQUESTS_A_MINUTE": "0"}  # The database waits for the disk, as in earnest.


class Post(Server):
    """A mail server that can be told to kill whoever is handing it a letter, when it has the letter and has not answered."""

    def __init__(self) -> None:
        super().__init__()
        self.then: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """The letter itself."""
        answer = await super().handle_DATA(server, session, envelope)
        if self.then:
            self.then.pop()()
        return answer


class Killer:
    """Kills a part of the service whenever so and so many answers have come; each part and number by the seed."""

    def __init__(self, folder: Path, post: Post) -> None:
        self.folder, self.post, self.chance, self.lock = folder, post, random.Random(SEED), Lock()
        self.answers, self.kills, self.due = 0, Counter[str](), 5

    def answered(self) -> None:
        """Counts an answer, while others are under way."""
        with self.lock:
            self.answers += 1
            if self.answers >= self.due and sum(self.kills.values()) < KILLS:
                self.due += self.chance.randrange(OPERATIONS // KILLS // 2, OPERATIONS // KILLS)
                self.kill(self.chance.choice(("web", "web's own", "worker", "worker with a letter", "database", "database's own")))

    def kill(self, part: str) -> None:
        """By the numbers that the service and the database wrote down themselves."""
        self.kills[part] += 1
        if part == "worker with a letter":
            self.post.then.append(lambda: self._end("worker"))
        else:
            self._end(*part.split("'s "))

    def _end(self, part: str, own: str = "") -> None:
        number = (int((self.folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]) if part == "database"
                  else json.loads((self.folder / "server.json").read_text())[part][0])
        try:
            found = psutil.Process(number)
            among = found.children() if own else []
            (self.chance.choice(among) if among else found).kill()
        except psutil.NoSuchProcess:
            return  # It is down already.


class Caller:
    """Sends operations to the API with a key each, and the same again with the same key until it is answered."""

    def __init__(self, port: str, sessions: dict[str, str], killer: Killer) -> None:
        self.port, self.sessions, self.killer = int(port), sessions, killer
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.broken, self.wait = Counter[str](), Event().wait

    def send(self, who: str, path: str, **data: Any) -> dict[str, Any]:
        """The answer."""
        key, token = str(uuid4()), "c" * 32
        headers = {"Cookie": f"sessionid={self.sessions[who]}; csrftoken={token}", "X-CSRFToken": token, "Content-Type": "application/json",
                   "Idempotency-Key": key}
        for _ in range(LONG * 5):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
            try:
                connection.request("POST", f"/api/v1/{path}", json.dumps(data), headers)
                answer = connection.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.broken[type(error).__name__] += 1
            else:
                assert answer.status == 200 or answer.status >= 500, (path, answer.status, said[:500])
                if answer.status == 200:
                    self.acknowledged[key] = json.loads(said)
                    self.killer.answered()
                    return self.acknowledged[key]
                self.broken[str(answer.status)] += 1
            finally:
                connection.close()
            self.wait(0.2)
        raise AssertionError(f"{path} was never answered: {self.broken}")

    def one_case(self, number: int) -> None:
        """From the authority's notification to an agency's return, and an event of the partnership's own."""
        now = datetime.now(LONDON)
        known, due = now - timedelta(hours=30), (now + timedelta(days=7)).date()
        opened = self.send("notifier", "notification/open", at=f"{known:%Y-%m-%dT%H:%M}", about=f"infant {number}", abuse_or_neglect="suspected",
                           outcome="seriously_harmed")
        case = f"cases/{opened['case']}"
        told = known + timedelta(hours=1)
        self.send("notifier", f"{case}/notification/record_sin", reference=f"SIN-{number}", at=f"{told:%Y-%m-%dT%H:%M}",
                  partnership_told_at=f"{told:%Y-%m-%dT%H:%M}")
        self.send("unit", f"{case}/rapid_review/request_information", agencies=["police", "gp"], due=due.isoformat())
        self.send("unit", f"{case}/rapid_review/change_request", agency="gp", due=(due + timedelta(days=1)).isoformat(), reasons="A week is short.")
        self.send("police", f"{case}/rapid_review/submit_return", agency="police", nil=True, nil_reason="Nobody of that name.",
                  conversations_held=True, desktop_review_done=True)
        self.send("unit", "learning/hold_event", title=f"Event {number}", at=now.date().isoformat())


def _inside(folder: Path, what: str) -> dict[str, Any]:
    """What tests.durable.inside prints of the served folder."""
    ran = subprocess.run([sys.executable, "-m", "tests.durable.inside", what], env=_of(folder), capture_output=True, text=True, timeout=LONG)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return dict(json.loads(ran.stdout))


def _of(folder: Path) -> dict[str, str]:
    return {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": database.start(folder), **ON_DISK}


@contextmanager
def _post() -> Iterator[tuple[Post, int]]:
    with listening(Post()) as (server, port):
        assert isinstance(server, Post)
        yield server, port


def _drained(folder: Path, wait: Any) -> None:
    """Until every letter has gone, or may have."""
    with psycopg.connect(database.start(folder), autocommit=True) as seen:
        for _ in range(LONG * 4):
            left = seen.execute("SELECT state, count(*) FROM mail_letter WHERE state IN ('waiting', 'handing') GROUP BY 1").fetchall()
            if not left:
                return
            wait(0.25)
        raise AssertionError((left, seen.execute("SELECT status, worker_id, attempts, scheduled_at FROM procrastinate_jobs "
                                                 "WHERE status IN ('todo', 'doing', 'failed')").fetchall()))


def test_killed_again_and_again_nothing_acknowledged_is_lost_and_nothing_is_done_or_sent_twice(folder: Path) -> None:
    with _post() as (post, mail):
        settings = {**ON_DISK, "EMAIL_URL": f"smtp://127.0.0.1:{mail}?tls=no", "EMAIL_FROM": "reviews@wessmoor.example.org"}
        service = Service(folder, "--empty", **settings).ready()
        killer = Killer(folder, post)
        caller = Caller(service.port, _inside(folder, "people"), killer)
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(caller.one_case, range(OPERATIONS // 6 + 1)))
        killer.kill("database")  # And all of it at once, the one who looks after the others first.
        for part in [psutil.Process(service.process.pid), *psutil.Process(service.process.pid).children(recursive=True)]:
            part.kill()
        service.process.wait(LONG)
        assert psutil.wait_procs(service.family, timeout=LONG)[1] == []
        again = Service(folder, "--empty", **settings).ready()
        _drained(folder, caller.wait)
        there = _inside(folder, "recorded")
        verified = subprocess.run([sys.executable, "-m", "cspr.cli.main", "audit", "verify"], env=_of(folder), capture_output=True, text=True)
        again.end(signal.SIGTERM)

    said = f"seed {SEED}: {dict(killer.kills)}; {len(caller.acknowledged)} acknowledged, broken off {dict(caller.broken)}"
    print(said)
    # Every acknowledged write is there, as it was acknowledged, and once; and there is nothing else.
    lost = [key for key in caller.acknowledged if hashlib.sha256(key.encode()).hexdigest() not in there["submissions"]]
    assert lost == [], said
    for key, answer in caller.acknowledged.items():
        assert [f["id"] for f in answer["facts"]] == there["submissions"][hashlib.sha256(key.encode()).hexdigest()], said
    assert len(there["submissions"]) == len(caller.acknowledged), said
    assert sorted(there["facts"]) == sorted(f for facts in there["submissions"].values() for f in facts), said
    # No half write: the rows are those of a fresh evaluation, all cases have the same papers and messages, and the chains hold.
    assert there["stale"] == [], said
    assert len({json.dumps(shape, sort_keys=True) for shape in there["shapes"].values()}) == 1, said
    assert verified.returncode == 0 and verified.stdout.endswith(" entries, chain intact\n"), (said, verified)
    # Nothing is sent twice; what certainly went is noted so, and what may not have gone waits for somebody's decision.
    came = Counter(str(letter["Message-ID"]) for letter in post.came)
    assert set(came.values()) == {1}, said
    states = {letter["message_id"]: letter["state"] for letter in there["letters"]}
    assert Counter(states.values())["sent"] + Counter(states.values())["unsure"] == len(states) == 3 * len(there["shapes"]), (said, there["letters"])
    assert {number for number, state in states.items() if state == "sent"} <= set(came) <= set(states), said
