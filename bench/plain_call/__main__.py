"""Drives the plain form in Chromium, counts, and keeps the count beside this file."""

import json
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

PLACE = tempfile.TemporaryDirectory()
os.environ["DJANGO_SETTINGS_MODULE"] = "bench.plain_call.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's interface keeps an event loop in this thread
os.environ["PLAIN_CALL_DATABASE"] = f"{PLACE.name}/calls.sqlite3"

import django

django.setup()

from django.contrib.auth.models import User
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import Client as Browser
from playwright.sync_api import Page, sync_playwright

from bench.plain_call.models import Agency, Call, Client, HarmType, NextStep, ViolenceType

COUNT = Path(__file__).parent / "actions.json"
STORY = "昨夜、夫に殴られた。子どもがそばで見ていた。夕方6時に戻る。"


class Hand:
    """Does what she would do, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, place: str) -> None:
        """One press."""
        self.page.locator(place).first.click()
        self.actions += 1

    def choose(self, name: str, label: str) -> None:
        """A list is opened, and one line of it is pressed."""
        self.page.locator(f"select[name={name}]").select_option(label=label)
        self.actions += 2

    def add(self, name: str, label: str) -> None:
        """One line of a list that stands open."""
        self.page.locator(f"select[name={name}]").select_option(label=label)
        self.actions += 1

    def write(self, name: str, text: str) -> None:
        """A field is entered, and a short text is typed."""
        self.page.locator(f"[name={name}]").fill(text)
        self.actions += 2

    def tell(self, name: str, text: str) -> None:
        """The narrative: its field is entered, its letters are not counted."""
        self.page.locator(f"[name={name}]").fill(text)
        self.actions += 1


class Server(ThreadingMixIn, WSGIServer):
    """One thread for each request."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_message(self, *_facts: Any) -> None:
        """Nothing."""


def record(hand: Hand) -> None:
    """The standard call: a repeat caller, violence by her husband, one call-back."""
    hand.click("a[href='/admin/plain_call/call/add/']")
    hand.tell("narrative", STORY)
    hand.choose("agency", "女性相談支援センター")
    hand.write("counselor", "大友 和子")
    hand.choose("client", "佐藤 美咲")
    hand.click(".field-started_at .datetimeshortcuts a >> nth=0")
    hand.click(".field-started_at .datetimeshortcuts >> nth=1 >> a >> nth=0")
    hand.write("minutes", "12")
    hand.choose("method", "Phone")
    hand.choose("caller", "Self")
    hand.choose("main_complaint", "Spouse Violence")
    hand.add("violence_types", "身体的")
    hand.add("harm_types", "子どもの前での暴力")
    hand.add("next_steps", "折り返す")
    hand.click(".field-next_on .datetimeshortcuts a >> nth=0")
    hand.click("input[name=_save]")


def fill() -> Any:
    """Tables, lists, one person; her session."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    for table, names in (
        (Agency, ("女性相談支援センター", "市の窓口")), (Client, ("佐藤 美咲", "佐藤 美幸")),
        (ViolenceType, ("身体的", "精神的", "性的", "経済的", "社会的")),
        (HarmType, ("ストーカー", "子どもの前での暴力")),
        (NextStep, ("折り返す", "つなぐ")),
    ):  # fmt: skip
        table.objects.bulk_create(table(name=name) for name in names)
    browser = Browser()
    browser.force_login(User.objects.create_superuser("desk"))
    return browser.cookies["sessionid"].value


def main() -> None:
    """Count once and keep it."""
    session = fill()
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://localhost:{server.server_port}"
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chrome.new_page(base_url=url)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        page.goto("/admin/")
        hand = Hand(page)
        record(hand)
        page.wait_for_url("**/admin/plain_call/call/")
        chrome.close()
    server.shutdown()
    one = Call.objects.get()
    if not (one.client and one.narrative == STORY and one.next_on and one.violence_types.count() == 1):
        raise AssertionError("the record is not whole")
    COUNT.write_text(json.dumps({"actions": hand.actions}) + "\n", encoding="utf-8")
    sys.stdout.write(f"{hand.actions} actions\n")


if __name__ == "__main__":
    main()
