"""Another process of the bench: it does one task at a time, told line by line, and answers with what it measured.

Two sites, two databases or eight writers stand in processes of their own, because Django knows one database and
Python one thread at work; the process that asks takes turns, so that all meet the same state of the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any


class PeerFailed(RuntimeError):
    """The other process ended; what it said stands above on the terminal."""


class Peer:
    """A process that runs `module` with these additions to the environment; ended with the block."""

    def __init__(self, module: str, environment: Mapping[str, str]) -> None:
        self.module = module
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *failure: object) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def tell(self, task: str, **facts: Any) -> None:
        """Begin a task; `hear` waits for its end."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps([task, facts]) + "\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        """What the task that was told last came to."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise PeerFailed(self.module)
        return json.loads(line)

    def ask(self, task: str, **facts: Any) -> Any:
        """Do a task and wait for it."""
        self.tell(task, **facts)
        return self.hear()


def serve(tasks: Mapping[str, Callable[..., Any]]) -> None:
    """In the other process: do what is told until there is nothing more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a task prints is not an answer
    for line in sys.stdin:
        task, facts = json.loads(line)
        answers.write(json.dumps(tasks[task](**facts)) + "\n")
        answers.flush()
