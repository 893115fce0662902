"""A demo on a disk of its own, and its commands as real processes that can be killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.browser.house import ROOT, database_beside, prepared_house


@dataclass
class Place:
    """One installation: where it writes, and the environment of its processes."""

    folder: Path
    environment: dict[str, str]

    def start(self, *words: Any, **more: str) -> subprocess.Popen:
        """Start `manage.py WORDS`, or a module with `-m`, as the leader of a group of processes."""
        command = list(words) if words[0] == "-m" else ["manage.py", *words]
        return subprocess.Popen(
            [sys.executable, *map(str, command)], cwd=ROOT, env={**self.environment, **more},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def run(self, *words: Any, expect: int = 0, **more: str) -> str:
        """Run it to its end and answer with what it said; any other exit code than `expect` is a fault."""
        process = self.start(*words, **more)
        out, err = process.communicate(timeout=240)
        assert process.returncode == expect, f"{words} ended with {process.returncode}:\n{out}\n{err}"
        return out + err

    def look(self, *marks: str) -> dict[str, Any]:
        """What a counselor finds after signing in, and what stands in the tables (see `tests.drill.inside`)."""
        return json.loads(self.run("-m", "tests.drill.inside", "look", *marks).splitlines()[0])

    def backup(self, into: Path, *more: str) -> Path:
        """Make a backup; its path."""
        return Path(self.run("backup", into, *more).splitlines()[0])

    def target(self) -> tuple[Any, ...]:
        """The words with which `restore` is sent here."""
        return "--into", self.folder, "--database", self.environment["DATABASE_URL"]

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows, asked without the product."""
        address = self.environment["DATABASE_URL"]
        if address.startswith("sqlite"):
            with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as base:
                return base.execute(sql).fetchall()
        with psycopg.connect(address) as base:
            return base.execute(sql).fetchall()

    def consultations(self) -> int:
        """How many stand in the table."""
        return self.ask("SELECT count(*) FROM cases_consultation")[0][0]

    def beside(self, folder: Path, database: str) -> "Place":
        """Another place with the keys of this one."""
        own = {"YUI_VAR": str(folder), "DATABASE_URL": database, "AUDIT_ANCHOR_DIR": str(folder / "anchors")}
        return Place(folder, {**self.environment, **own})


def kill(process: subprocess.Popen) -> None:
    """kill -9 of the whole group: no program gets a word in."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdout and not process.stdout.closed:
        process.communicate()


def killed_after(
    process: subprocess.Popen, seconds: float, *, or_when: Callable[[], bool] = lambda: False
) -> bool:
    """Kill it after so many seconds, or at the moment that shows itself first; False when it had ended before."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not or_when():
        if process.poll() is not None:
            process.communicate()
            return False
        time.sleep(0.005)
    kill(process)
    return True


@contextmanager
def at_work(place: Place, ledger: Path, lines: int) -> Iterator[subprocess.Popen]:
    """A process that enters women; the block begins when so many stand in the ledger, and ends with kill -9."""
    writer = place.start("-m", "tests.drill.inside", "write", ledger)
    try:
        while not ledger.exists() or len(ledger.read_bytes().splitlines()) < lines:
            assert writer.poll() is None, writer.communicate()
            time.sleep(0.02)
        yield writer
    finally:
        kill(writer)


@contextmanager
def house(folder: Path, *, consultations: int = 40) -> Iterator[Place]:
    """A fresh demo in this folder, on SQLite or on the PostgreSQL of this round."""
    folder.mkdir(mode=0o700)
    with prepared_house(folder, consultations=consultations) as environment:
        yield Place(folder, {**environment, "TMPDIR": str(_temporary(folder.parent))})


@contextmanager
def empty_place(of: Place, folder: Path) -> Iterator[Place]:
    """An empty database and an unmade folder."""
    with database_beside(os.environ.get("DATABASE_URL", ""), folder) as database:
        yield of.beside(folder, database)


def _temporary(folder: Path) -> Path:
    place = folder / "tmp"
    place.mkdir(exist_ok=True)
    return place
