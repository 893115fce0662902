"""A running house for browser tests and pictures: a database of its own, a fresh demo, gunicorn on localhost."""

import os
import secrets
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30


@dataclass
class House:
    """Where the demo answers, and how to start a second server with another clock on the same database."""

    url: str
    environment: dict[str, str]
    log: Path
    password: str = field(default="")

    def __post_init__(self) -> None:
        place = ROOT / "data" / self.environment["YUI_PREFECTURE"] / "demo.toml"
        self.password = tomllib.loads(place.read_text(encoding="utf-8"))["password"]

    @contextmanager
    def ahead(self, hours: int) -> Iterator["House"]:
        """The same house some hours later: everything stored is the same, the clock is not."""
        later = {**self.environment, "YUI_TEST_HOURS_AHEAD": str(hours)}
        with server(later, self.log) as url:
            yield House(url, later, self.log)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def server(environment: dict[str, str], log: Path, port: int | None = None) -> Iterator[str]:
    port = port or free_port()
    url = f"http://localhost:{port}"  # a name, not a number: as people open it
    command = [
        sys.executable, "-m", "gunicorn", "tests.browser.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", "1", "--worker-class", "gthread", "--threads", "6", "--no-control-socket",
        "--graceful-timeout", "1", "--log-level", "warning",
    ]  # fmt: skip
    with log.open("ab") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(f"http://127.0.0.1:{port}"):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=START_SECONDS)


@contextmanager
def database_beside(given: str, place: Path) -> Iterator[str]:
    """A new database beside the one named; on SQLite a new file."""
    if not given.startswith(("postgres://", "postgresql://")):
        yield f"sqlite:///{place / 'db.sqlite3'}"
        return
    import psycopg

    parts, name = urlsplit(given), f"yui_house_{os.getpid()}_{secrets.token_hex(4)}"

    def say(command: str) -> None:
        with psycopg.connect(
            given, autocommit=True
        ) as server:  # each its own: a test may stop the server between
            server.execute(command)

    say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    say(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def prepared_house(
    place: Path, *, consultations: int = 60, database: str | None = None
) -> Iterator[dict[str, str]]:
    """Make the demo of YUI_PREFECTURE in `place`; its environment. The database is taken away again.

    `database` names the server to use instead of DATABASE_URL's.
    """
    with database_beside(database or os.environ.get("DATABASE_URL", ""), place) as database:
        environment = {
            **os.environ,
            "DATABASE_URL": database,
            "DJANGO_ALLOWED_HOSTS": "localhost,127.0.0.1",
            "DJANGO_DEBUG": "0",
            "YUI_DEMO": "1",
            "YUI_VAR": str(place),
            "YUI_KEY_FILE": str(place / "keys" / "ring.json"),
            "AUDIT_ANCHOR_DIR": str(place / "anchors"),
        }
        prepare = ["manage.py", "prepare_demo", "--consultations", str(consultations), "--seed", "1"]
        done = subprocess.run(
            [sys.executable, *prepare], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"The demo was not made:\n{done.stdout}\n{done.stderr}")
        yield environment


@contextmanager
def running_house(
    place: Path, *, consultations: int = 60, port: int | None = None, database: str | None = None
) -> Iterator[House]:
    """The same, served; all is taken away again."""
    with prepared_house(place, consultations=consultations, database=database) as environment:
        log = place / "server.log"
        with server(environment, log, port) as url:
            yield House(url, environment, log)
