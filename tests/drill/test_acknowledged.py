"""The server is killed while a counselor sends sheets: what was acknowledged stands, once and whole (R-50).

On SQLite, where the database lives in the killed process. YUI_TEST_FULL=1 kills 200 times.
"""

import os
import random
import threading
import time

import pytest

from tests.browser.house import House, free_port
from tests.drill.house import Place, house, killed_after
from tests.drill.inside import LOGIN, STORY
from tests.drill.visitor import Visitor

pytestmark = pytest.mark.slow
RNG = random.Random(50)
KILLS = 200 if os.environ.get("YUI_TEST_FULL") else 30


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "")
    with house(tmp_path / "house", consultations=5) as one:
        yield one


def serve(place: Place, port: int):
    """The product as a process that can be killed."""
    return place.start(
        "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "critical",
    )  # fmt: skip


class Desk(threading.Thread):
    """Sends one sheet after another; one whose answer was lost is sent again until it is acknowledged."""

    def __init__(self, url: str, password: str) -> None:
        super().__init__(daemon=True)
        self.url, self.password, self.ledger, self.resent, self.stop = url, password, [], 0, False
        self.faults: list[str] = []

    def run(self) -> None:
        visitor, sheet = Visitor(), None
        signed_in = False
        while not self.stop or sheet:
            try:
                if not signed_in:
                    visitor.sign_in(self.url, LOGIN, self.password)
                    signed_in = True
                sheet = sheet or visitor.sheet(self.url, f"{STORY} {len(self.ledger)}")
                self.ledger.append(visitor.post(f"{self.url}/consultations/new/", sheet).split("/")[2])
                sheet = None
            except OSError:
                self.resent += sheet is not None
                time.sleep(0.02)
            except (AssertionError, IndexError) as fault:
                self.faults.append(repr(fault))
                return


def test_after_every_kill_each_acknowledged_sheet_stands_once_and_whole(place):
    port = free_port()
    password = House("", place.environment, place.folder / "log").password
    desk = Desk(f"http://127.0.0.1:{port}", password)
    desk.start()
    kills = 0
    while kills < KILLS:
        had, server = len(desk.ledger), serve(place, port)
        while len(desk.ledger) == had and desk.is_alive():
            assert server.poll() is None, server.communicate()
            time.sleep(0.005)
        kills += killed_after(server, RNG.uniform(0, 0.4))
        assert not desk.faults
    desk.stop, server = True, serve(place, port)
    desk.join(60)
    assert not desk.is_alive() and not desk.faults
    found = place.look()
    killed_after(server, 0)
    assert sorted(found["told"]) == sorted(desk.ledger), "lost, doubled or half"
    assert len(set(desk.ledger)) == len(desk.ledger) >= KILLS
    assert found["shut"] == 0 and place.ask("PRAGMA integrity_check") == [("ok",)]
    assert place.ask("PRAGMA foreign_key_check") == []
    lines = place.ask("SELECT count(*) FROM safeguards_auditline WHERE event = 'consultation.make'")[0][0]
    grants = place.ask(
        "SELECT count(*) FROM cases_consultation c WHERE NOT EXISTS "
        "(SELECT 1 FROM cases_consultationgrant g WHERE g.content_object_id = c.id AND g.until IS NULL)"
    )[0][0]
    assert lines == len(desk.ledger) and grants == 0
    assert "no fault" in place.run("verify_audit")
    print(f"{kills} kills, {len(desk.ledger)} sheets acknowledged, {desk.resent} sendings without an answer")
