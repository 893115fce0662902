"""PostgreSQL in and out of a backup, by its own programs: pg_dump of one exported snapshot, pg_restore into psql.

Passwords go by environment, never on a command line. A restore is one transaction: whatever stops it before the
last line leaves the target as it was.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from safeguards.backup.parts import PIECE, PartWriter
from safeguards.backup.sealed import NotABackup
from safeguards.models import AuditHead

HEADS = AuditHead._meta.db_table
PLAIN = ("--no-owner", "--no-privileges", "--no-comments")


class ProgramMissing(RuntimeError):
    """pg_dump, pg_restore or psql is not on this machine; the text says what to do."""


class ProgramFailed(RuntimeError):
    """One of them ended with an error; the text is its first line, without any row."""


def program(name: str) -> str:
    """The path of one program: PG_BIN, else Debian's newest, else the one on PATH."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version, reverse=True)
    places = [Path(settings.PG_BIN) / name] if settings.PG_BIN else newest
    found = next((str(place) for place in places if place.exists()), None) or shutil.which(name)
    if found is None:
        raise ProgramMissing(f"{name} is missing: install PostgreSQL's client programs, or set PG_BIN.")
    return found


def _version(place: Path) -> float:
    try:
        return float(place.parent.parent.name)
    except ValueError:
        return 0.0


def _where() -> tuple[list[str], dict[str, str]]:
    """Arguments and environment with which the programs reach the database of the settings."""
    arguments, more = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return arguments[1:], {**os.environ, **(more or {})}


class Snapshot:
    """One moment of the database, while others go on writing."""

    vendor = "postgresql"

    def __init__(self, base: BaseDatabaseWrapper) -> None:
        self._base = base

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of this moment."""
        with self._base.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def dump(self, out: PartWriter, step: Callable[[], None]) -> None:
        """Write pg_dump's archive of this moment; raises ProgramFailed."""
        name = self.rows("SELECT pg_export_snapshot()")[0][0]
        target, environment = _where()
        command = [
            program("pg_dump"),
            "--format=custom",
            "--compress=1",
            *PLAIN,
            f"--snapshot={name}",
            "--no-password",
        ]
        with _run([*command, *target], environment, stdin=subprocess.DEVNULL) as run:
            while data := run.stdout.read(PIECE):
                out.write(data)
                step()


@contextmanager
def snapshot(name: str) -> Iterator[Snapshot]:
    """Hold the present moment until the block ends, on a connection of its own."""
    program("pg_dump"), program("pg_restore")
    base = connection.copy()
    try:
        base.set_autocommit(False)
        with base.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield Snapshot(base)
    finally:
        base.close()


@contextmanager
def _run(command: list[str], environment: dict[str, str] | None = None, **pipes: Any) -> Iterator[Any]:
    """Run one program; its errors are read aside. Raises ProgramFailed when it ends with an error."""
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, **pipes)
    told: list[bytes] = []
    listener = threading.Thread(target=lambda: told.extend(run.stderr or ()), daemon=True)
    listener.start()
    try:
        yield run
        if run.stdin and not run.stdin.closed:
            run.stdin.close()
        run.wait()
    finally:
        if run.poll() is None:
            run.kill()
            run.wait()
        listener.join(5)
        for pipe in (run.stdin, run.stdout, run.stderr):
            with suppress(OSError):
                pipe and pipe.close()
    if run.returncode:
        lines = [line.decode(errors="replace").strip() for line in told]
        said = next((line for line in lines if "ERROR" in line or "error" in line), "no word")
        raise ProgramFailed(f"{Path(command[0]).name} failed: {said}")


class Tally:
    """Counts the rows of an archive by table and reads the heads of the audit trail: pg_restore reads it to the end."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._heads: dict[str, list[Any]] = {}
        self._held = _run([program("pg_restore"), "--data-only", "--file=-"], stdin=subprocess.PIPE)
        self._run = self._held.__enter__()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def feed(self, data: bytes) -> None:
        """Some bytes of the part."""
        with suppress(BrokenPipeError):  # it has ended early: `close` tells why
            self._run.stdin.write(data)

    def close(self) -> None:
        """The archive has ended; raises NotABackup when pg_restore could not read it."""
        with suppress(BrokenPipeError):
            self._run.stdin.close()
        self._reader.join()
        try:
            self._held.__exit__(None, None, None)
        except ProgramFailed as failed:
            raise NotABackup(f"The database in the backup cannot be read: {failed}") from None

    def heads(self) -> dict[str, list[Any]]:
        """Sequence and digest of the newest line of each stream."""
        return self._heads

    def _read(self) -> None:
        table, columns = "", []  # type: ignore[var-annotated]
        for line in self._run.stdout:
            if table:
                if line == b"\\.\n":
                    table = ""
                    continue
                self.counts[table] += 1
                if table == HEADS:
                    row = dict(zip(columns, line.decode().rstrip("\n").split("\t"), strict=True))
                    self._heads[row["stream"]] = [int(row["sequence"]), row["digest"]]
            elif line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
                name, _sign, rest = line.decode()[len("COPY ") :].partition(" (")
                table = name.rpartition(".")[2].strip('"')
                columns = rest.partition(")")[0].split(", ")
                self.counts.setdefault(table, 0)


def is_empty(name: str) -> bool:
    """Is there no table in this database?"""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


DRILLS = "yui_drill_"


@contextmanager
def database_beside() -> Iterator[str]:
    """An empty database on the same server until the block ends; its address. Needs the right to make databases.

    What a drill that was killed has left goes first; nobody but its owner may connect.
    """
    name = f"{DRILLS}{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database d WHERE starts_with(datname, %s)"
            " AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datname = d.datname)",
            [DRILLS],
        )
        for (left,) in cursor.fetchall():
            cursor.execute(f"DROP DATABASE IF EXISTS {left}")
        cursor.execute(f"CREATE DATABASE {name}")
        cursor.execute(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
    try:
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def is_used(name: str) -> bool:
    """Is somebody else connected to this database?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL"
        )
        return bool(cursor.fetchone()[0])


def load(data: Iterable[bytes], counts: dict[str, int], *, replace: bool) -> None:
    """Fill the database of the settings in one transaction, check the number of rows, and end all sessions.

    `replace`: what stands there goes in the same transaction. Raises ProgramFailed, or what `data` raises: then
    nothing was changed.
    """
    target, environment = _where()
    script = [program("pg_restore"), *PLAIN, "--file=-"]
    into = [
        program("psql"),
        "--no-psqlrc",
        "--quiet",
        "--no-password",
        "--set=ON_ERROR_STOP=1",
        "--set=VERBOSITY=terse",
    ]
    with (
        _run([*into, *target], environment, stdin=subprocess.PIPE) as sink,
        _run(script, stdin=subprocess.PIPE) as source,
    ):
        threading.Thread(target=lambda: list(sink.stdout), daemon=True).start()
        _say(sink, "BEGIN;\nSET LOCAL client_min_messages = warning;\n")
        if replace:
            _say(sink, "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
        fault = _pump(data, source, sink)
        if fault:
            sink.kill()  # before the end of its input, which it would take for the end of the script
            raise fault
        if source.wait() == 0:
            _say(sink, f"{_counted(counts)}DELETE FROM public.{Session._meta.db_table};\nCOMMIT;\n")


def _say(sink: Any, text: str) -> None:
    with suppress(BrokenPipeError):  # it has ended: its exit code tells
        sink.stdin.write(text.encode())


def _pump(data: Iterable[bytes], source: Any, sink: Any) -> BaseException | None:
    """Archive into pg_restore, its script into psql; answers with what `data` raised."""
    faults: list[BaseException] = []

    def feed() -> None:
        try:
            for some in data:
                source.stdin.write(some)
        except BrokenPipeError:
            pass
        except BaseException as fault:
            faults.append(fault)
            source.kill()
        with suppress(BrokenPipeError):
            source.stdin.close()

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    with suppress(BrokenPipeError):
        while script := source.stdout.read(PIECE):
            sink.stdin.write(script)
    if sink.poll() is not None:
        source.kill()
    feeder.join()
    return faults[0] if faults else None


def _counted(counts: dict[str, int]) -> str:
    """Statements that fail when a table does not hold as many rows as were counted."""
    checks = "".join(
        f"IF (SELECT count(*) FROM public.{connection.ops.quote_name(table)}) <> {number} THEN "
        f"RAISE EXCEPTION 'rows of % do not agree with the backup', '{table}'; END IF;\n"
        for table, number in counts.items()
    )
    return f"DO $counts$ BEGIN\n{checks}END $counts$;\n"
