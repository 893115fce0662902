"""run_due: what is due by the clock, each minute from the worker or a timer."""

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

import cases.due
import partners.due
import safeguards.due

log = logging.getLogger("yui.due")
AT_ONCE: tuple[Callable[[datetime], str], ...] = cases.due.AT_ONCE
DUE: tuple[Callable[[datetime], str], ...] = (*safeguards.due.DUE, *partners.due.DUE, *cases.due.DUE)


class Command(BaseCommand):
    """Run every due function once; with `--every SECONDS` again and again until it is stopped, and in between each
    second what somebody waits for before a screen (`AT_ONCE`).

    Each function is idempotent and asks what is due at the moment it is given; access never waits for it.
    One that fails is logged and does not stop the others; a second run at the same time on this machine leaves
    at once. Exit 1 when one failed (not with --every).
    """

    help = "Do what is due by the clock: anchors of the audit trail, notices, reminders."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, default=0, help="repeat after so many seconds")

    def handle(self, *args: Any, every: int, **options: Any) -> None:
        while True:
            failed = self._once(DUE)
            if not every:
                raise SystemExit(1 if failed else 0)
            again = time.monotonic() + every
            while time.monotonic() < again:
                close_old_connections()
                time.sleep(min(1, every))
                self._once(AT_ONCE)

    def _once(self, acts: tuple[Callable[[datetime], str], ...]) -> bool:
        failed = False
        with _alone() as mine:
            for act in acts if mine else ():
                try:
                    done = act(timezone.now())
                except Exception:
                    failed = True
                    log.exception("%s failed", act.__name__)
                else:
                    if done:
                        self.stdout.write(done)
        return failed


@contextmanager
def _alone() -> Iterator[bool]:
    """True for the one run of this machine that holds the lock; it goes with the process, also a killed one."""
    place = settings.YUI_VAR_DIR / "run_due.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
