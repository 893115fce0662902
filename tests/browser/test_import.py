"""An old ledger goes in at the screen: columns, words, look, a bar that moves by itself, and back out again."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.house import ROOT
from tests.browser.looking import look
from tests.browser.people import HEIGHT, NARROW, WIDE
from tests.factories import ledgers

pytestmark = pytest.mark.browser
HEADER = (*ledgers.HEADER[:-1], "謎の列")


def rows(count, **more):
    return [ledgers.row(内容=f"取り込みの試し{number}", 担当者="", **more) for number in range(count)]


def press(page, name):
    page.get_by_role("button", name=name).first.click()


def shown(page, name):
    """What is wrong with the page that stands on the screen, at each width."""
    return [f"{name}: {fault}" for fault in look(page, (WIDE, NARROW), HEIGHT)]


def test_a_ledger_goes_in_with_a_bar_that_moves_and_comes_back(screens, house):
    page, faults = screens.of("pref-supervisor"), []
    page.goto("/consultations/")
    page.get_by_role("link", name="過去の記録を取り込む").click()
    press(page, "ファイルを確かめる")
    expect(page.locator("main")).to_contain_text("ファイルが選ばれていません")
    content = ledgers.as_csv(
        *rows(40, 経路="謎の経路"), ledgers.row(受付年月日="令和6年2月30日"), header=HEADER
    )
    page.set_input_files(
        "input[type=file]", {"name": "架空花子.csv", "mimeType": "text/csv", "buffer": content}
    )
    press(page, "ファイルを確かめる")
    expect(page.locator("h1")).to_have_text("列の意味")
    faults += shown(page, "columns")
    page.get_by_label("M列").select_option(label="この列は取り込まない")
    press(page, "行を確かめる")
    expect(page.locator("main")).to_contain_text("あてはまるもののないことば")
    expect(page.locator("main")).to_contain_text("「令和6年2月30日」は")
    faults += shown(page, "faults")
    press(page, "この取り込みをやめる")

    good = ledgers.as_csv(*rows(40, 経路="謎の経路"), header=HEADER)
    page.set_input_files("input[type=file]", {"name": "x.csv", "mimeType": "text/csv", "buffer": good})
    press(page, "ファイルを確かめる")
    expect(page.locator("main")).to_contain_text("前回と同じ選び方です")
    press(page, "行を確かめる")
    page.get_by_label("経路: 謎の経路").select_option(label="その他")
    press(page, "決めて、もう一度確かめる")
    faults += shown(page, "look")
    press(page, "40行を取り込む")
    expect(page.locator("[data-progress]")).to_contain_text("順番を待っています")
    faults += shown(page, "progress")
    subprocess.run([sys.executable, "manage.py", "run_due"], cwd=ROOT, env=house.environment, check=True)
    expect(page.locator("h1")).to_have_text("取り込みずみ", timeout=15_000)  # nobody pressed anything
    expect(page.locator("main")).to_contain_text("台帳の相談40件を記録しました")
    faults += shown(page, "done")
    press(page, "取り込みをすべて取り消す")
    expect(page.locator("h1")).to_have_text("取り消しずみ")
    page.goto("/consultations/import/")
    faults += shown(page, "list")
    assert faults == []
