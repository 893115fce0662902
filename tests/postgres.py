"""A throwaway PostgreSQL for tests: `python -m tests.postgres -- COMMAND...` runs COMMAND with DATABASE_URL.

Works as root and as an ordinary user, needs no service and leaves nothing behind. It keeps no promise to
the disk (fsync is off) and trusts everyone on this machine: invented data only. `TEST_DATABASE_URL` names a
server to use instead; `PG_BIN` names the folder of the programs.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

OWNER = "yui"
START_SECONDS = 30
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


class NoPostgres(RuntimeError):
    """No PostgreSQL programs on this machine; the text says what to install."""


def programs() -> Path:
    """The folder with `initdb` and `postgres`: PG_BIN, else Debian's newest, else the one on PATH."""
    given = os.environ.get("PG_BIN")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = shutil.which("initdb")
    places = [Path(given)] if given else [*debian, *([Path(on_path).resolve().parent] if on_path else [])]
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoPostgres(
        "PostgreSQL is missing: apt-get install postgresql (or set PG_BIN or TEST_DATABASE_URL)."
    )


def _version(place: Path) -> float:
    try:
        return float(place.parent.name)
    except ValueError:
        return 0.0


def _owner() -> dict[str, Any]:
    """As root the server runs as `postgres` (else `nobody`): it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise NoPostgres("There is no user `postgres` or `nobody` to run PostgreSQL as.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(place: Path, port: int, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    ask: list[str | Path] = [place / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ask, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.05)


@dataclass
class Server:
    """A server of ours on one port and one folder; it may be stopped and started again."""

    base: Path
    port: int
    settings: Sequence[str]
    process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        """For DATABASE_URL."""
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/postgres"

    def surroundings(self) -> dict[str, Any]:
        """Its user and folder. The folder is also the working directory: root's home is not readable for the user."""
        return {
            "cwd": self.base,
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.base)},
            **_owner(),
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        place, log = programs(), self.base / "log"
        options = [
            part for setting in ("listen_addresses=127.0.0.1", *self.settings) for part in ("-c", setting)
        ]
        command: list[str | Path] = [
            place / "postgres",
            "-D",
            self.base / "d",
            "-k",
            self.base,
            "-p",
            str(self.port),
            *options,
        ]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches the tests first, the server is stopped by us
                **self.surroundings(),
            )
        _wait(place, self.port, self.process, log)

    def stop(self) -> None:
        """End it at once; open connections are cut."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=START_SECONDS)


@contextmanager
def stoppable(settings: Sequence[str] = FAST) -> Iterator[Server]:
    """A new server, started; stopped and removed at the end.

    `settings` of the server, `name=value`; without FAST it keeps its promise to the disk.
    """
    place, owner, port = programs(), _owner(), _free_port()
    base = Path(tempfile.mkdtemp(prefix="yuipg-"))  # short: the path of a socket holds 107 bytes
    if owner:
        os.chown(base, owner["user"], owner["group"])
    server = Server(base, port, settings)
    try:
        make: list[str | Path] = [
            *(place / "initdb", "-D", base / "d", "-U", OWNER, "-A", "trust", "-E", "UTF8"),
            *("--locale=C.UTF-8", "--no-sync"),
        ]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **server.surroundings())
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def running(settings: Sequence[str] = FAST) -> Iterator[str]:
    """Start a server, give its address, stop and remove it. A given TEST_DATABASE_URL is used as it is."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with stoppable(settings) as server:
        yield server.address


def ended(number: int, frame: FrameType | None) -> None:
    """Handler of SIGTERM: end like an error does, so that the server is stopped and removed."""
    raise SystemExit(128 + number)


def main(arguments: Sequence[str]) -> int:
    """Run the command behind `--` with DATABASE_URL set; answers its exit code, or 2 without PostgreSQL."""
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        sys.stderr.write("usage: python -m tests.postgres -- COMMAND [ARGUMENT...]\n")
        return 2
    signal.signal(signal.SIGTERM, ended)
    try:
        with running() as address:
            return subprocess.run(
                command, check=False, env={**os.environ, "DATABASE_URL": address}
            ).returncode
    except NoPostgres as missing:
        sys.stderr.write(f"{missing}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
