"""Run inside an installation: `write LEDGER` works until it is stopped, `look MARK...` tells what is there, `turn`
turns the keys.

The ledger is a file outside the database: a line stands in it when the database had acknowledged the work.
"""

import json
import os
import sys
import tomllib
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client as Browser  # noqa: E402
from django.utils import timezone  # noqa: E402

from cases.models import Client, Consultation  # noqa: E402
from partners.models import Account  # noqa: E402
from safeguards import turning  # noqa: E402
from safeguards.models import AuditLine  # noqa: E402
from tests.factories import cases  # noqa: E402
from tests.factories.partners import actor_for  # noqa: E402

LOGIN = "pref-counselor"
STORY = "ledger"


def write(ledger):
    """A client, her consultation and what follows from both, again and again; then her line in the ledger."""
    account = Account.objects.get(login=LOGIN)
    with open(ledger, "ab", buffering=0) as out:
        begin = len(Path(ledger).read_bytes().splitlines())
        for number in range(begin, 100_000):
            actor = actor_for(account)
            woman = cases.client(actor, family_name=f"台帳{number}")
            one = cases.consultation(actor, of=woman, narrative=f"{STORY} {number}")
            out.write(f"{one.number}\n".encode())
            os.fsync(out.fileno())


def turn(words):
    """`turn_keys` in batches of two rows, so that there are many moments between them."""
    turning.BATCH = 2
    call_command("turn_keys", *words)


def look(marks):
    """Signs in as a counselor, searches, opens, counts; everything through the product's own pages where it has one."""
    settings.ALLOWED_HOSTS.append("testserver")
    folder = settings.YUI_DATA_DIR / settings.YUI_PREFECTURE
    password = tomllib.loads((folder / "demo.toml").read_text(encoding="utf-8"))["password"]
    browser = Browser()
    signed_in = browser.post("/login/", {"login": LOGIN, "password": password}).status_code
    found = {
        mark: mark in browser.post("/clients/", {"q": mark}, follow=True).content.decode() for mark in marks
    }
    every = Consultation.objects.everything("test").order_by("started_at", "made_at")
    told = [one.number for one in every if (one.narrative or "").startswith(STORY)]
    opened = [browser.get(f"/consultations/{number}/").status_code for number in told[-3:]]
    opens, shut = turning.count_opening(lambda what, done, of: None)
    print(json.dumps({
        "signed_in": signed_in, "found": found, "opened": opened, "told": told,
        "consultations": every.count(), "clients": Client.objects.everything("test").count(),
        "lines": AuditLine.objects.filter(event="consultation.make").count(),
        "events": list(AuditLine.objects.order_by("id").values_list("event", flat=True)),
        "opens": opens, "shut": shut, "at": timezone.now().isoformat(),
    }))  # fmt: skip


if __name__ == "__main__":
    {"write": lambda words: write(*words), "look": look, "turn": turn}[sys.argv[1]](sys.argv[2:])
