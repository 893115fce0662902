"""Everything a counselor types goes through pages, searches, errors and locks; no disk holds it in clear (R-43, R-62).

The same search must find a control mark, stored in clear, in each of the places: else it proves nothing.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from dataclasses import astuple
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.browser.house import running_house
from tests.browser.people import ARGUMENTS, HEIGHT, PATIENCE_MS, WIDE, sign_in
from tests.canary.searching import where
from tests.postgres import programs
from tests.stories.acts import Her, log_anonymous_call, make_client, refer_to_police

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STORY = "蝙蝠傘の男が角に立っていたと話された。"
SEARCHED = ("おうむばし", "オウムバシ", "鸚鵡橋 翡翠子")
TYPED_WRONG = "鵺の鳴く夜の合言葉"
KEPT = "鷭の池のほとりで会う約束。"
CONTROL = "蜃気楼通り四番"
HER = Her(
    family="鸚鵡橋",
    given="翡翠子",
    family_kana="おうむばし",
    given_kana="ひすいこ",
    phone="090-5557-3916",
    safe_contact="鴛鴦の時間だけ。",
    never_contact="鶺鴒の電話には出ない。",
    children="蒲公英保育園の年長組。",
    health="蕁麻疹外来に通院。",
    other_party="鞦韆商会に勤務。",
    place="檸檬坂九丁目の離れ。",
    office_note="鷦鷯の件は主任と。",
)
MARKS = [*(text.rstrip("。") for text in astuple(HER)), "09055573916", STORY, *SEARCHED, TYPED_WRONG, KEPT]


@pytest.fixture(params=["sqlite", "postgresql"])
def canary(request, chrome, monkeypatch):
    """A house, a browser with a profile on the disk, and the folders in which either may write."""
    with tempfile.TemporaryDirectory(prefix="yuic-") as folder:  # short: a socket's path holds 107 bytes
        yield from _canary(request, chrome, Path(folder), monkeypatch)


def _canary(request, chrome, tmp_path, monkeypatch):
    address = os.environ["DATABASE_URL"] if request.param == "postgresql" else ""
    if request.param == "postgresql" and not address.startswith("postgres"):
        pytest.skip("this round runs on SQLite")
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    for name in ("tmp", "house", "profile", "dump"):
        (tmp_path / name).mkdir()
    with running_house(tmp_path / "house", consultations=20) as house:
        browser = chrome.browser_type.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=shutil.which("chromium"), headless=True, args=ARGUMENTS,
            base_url=house.url, viewport={"width": WIDE, "height": HEIGHT}, locale="ja-JP", timezone_id="Asia/Tokyo",
        )  # fmt: skip
        browser.set_default_timeout(PATIENCE_MS)
        yield SimpleNamespace(house=house, browser=browser, place=tmp_path)


def a_day_of_work(canary):
    """One counselor's and one liaison's work with the marked woman, mistakes included."""
    page, house = canary.browser.pages[0], canary.house
    page.goto("/login/")
    page.locator("input[name=login]").fill(TYPED_WRONG)  # the wrong box, the wrong window
    page.locator("input[name=password]").fill(HER.family * 3)
    page.locator("[data-password-press]").click()
    sign_in(page, "pref-counselor", house.password)
    log_anonymous_call(page, STORY)
    call = page.url
    make_client(page, HER)
    client = page.url
    for words in SEARCHED:
        page.goto("/clients/")
        page.locator("#id_q").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator("tbody")).to_contain_text(HER.name)
    page.goto(client)
    page.locator("#group-whereabouts").get_by_role("link", name="表示する").click()
    page.locator("#group-whereabouts .mask__ask button").first.click()
    expect(page.locator("[data-countdown-value]")).to_have_text(HER.place)
    page.goto(call + "edit/")
    page.locator("[name=narrative]").fill(STORY + KEPT)
    page.locator("[name=minutes]").fill("いくつか")
    page.locator("form[data-sheet] .button--primary").click()  # refused: drawn again with what was typed
    expect(page.locator("#errors")).to_be_visible()
    page.goto(client)
    refer_to_police(page, HER)
    for path in (
        f"/clients/{HER.family}/",
        f"/{KEPT}/",
        f"/clients/?q={HER.name}",
        f"/consultations/?p={HER.family}",
    ):
        page.request.get(path)  # not typed into the bar: the browser keeps what stands there
    fields = {"kept_path": "/consultations/new/", "narrative": KEPT}
    token = {
        "X-CSRFToken": page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    }
    assert (
        page.request.post("/account/keep/", form=fields, headers=token | {"Origin": house.url}).status == 204
    )
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(KEPT)  # a tab left open, its text unsent
    canary.browser.new_page().goto("/clients/")


def leave_controls(canary):
    """The control mark in clear, in each kind of place; answers with the folders to search."""
    (canary.place / "tmp" / "control").write_text(CONTROL)
    with canary.house.log.open("a") as log:
        log.write(f"{CONTROL}\n")
    canary.browser.pages[0].evaluate(f"localStorage.setItem('control', '{CONTROL}')")
    address = canary.house.environment["DATABASE_URL"]
    if address.startswith("sqlite"):
        with sqlite3.connect(canary.place / "house" / "db.sqlite3") as database:
            database.execute("CREATE TABLE control (words TEXT)")
            database.execute("INSERT INTO control VALUES (?)", [CONTROL])
            database.commit()
            (canary.place / "dump" / "dump.sql").write_text("\n".join(database.iterdump()))
        return {"database": [canary.place / "house"], "dump": [canary.place / "dump"]}
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE TABLE control (words TEXT)")
        server.execute("ALTER TABLE control ALTER words SET STORAGE PLAIN")
        server.execute("INSERT INTO control VALUES (%s)", [CONTROL])
        server.execute("CHECKPOINT")
        row = server.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        )
        data, oid = row.fetchone()
    with (canary.place / "dump" / "dump.sql").open("wb") as dump:
        subprocess.run([programs() / "pg_dump", "--dbname", address], check=True, stdout=dump)
    root = Path(data)
    if not os.access(root, os.R_OK):
        pytest.skip("the folder of this PostgreSQL cannot be read from here")
    return {
        "database": [root / "base" / str(oid)], "write-ahead log": [root / "pg_wal"], "dump": [canary.place / "dump"],
        "temporary files of the database": [root / "base" / "pgsql_tmp"],
    }  # fmt: skip


def test_no_word_about_her_stands_in_clear_on_any_disk(canary):
    a_day_of_work(canary)
    places = leave_controls(canary)
    canary.browser.close()
    places |= {
        "files, keys, anchors and log of the server": [canary.place / "house"],
        "temporary files": [canary.place / "tmp"],
        "profile of the browser": [canary.place / "profile"],
    }
    blind = [
        name for name, folders in places.items()
        if name != "temporary files of the database" and not where([CONTROL], folders)
    ]  # fmt: skip
    assert blind == [], "the search would find nothing there"
    spool = [folder for folder in (Path("/var/mail"), Path("/var/spool/mail")) if folder.is_dir()]
    profile = [canary.place / "profile"]
    leaks = where(
        set(MARKS) - {TYPED_WRONG}, profile
    )  # a login name is the browser's to remember (WCAG 1.3.5)
    leaks += where(
        MARKS,
        {folder for folders in places.values() for folder in folders if folders != profile} | set(spool),
    )
    assert leaks == [], "\n".join(leaks)
