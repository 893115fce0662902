"""The call screen in Chromium: few actions, nothing lost while she is looked for, words that propose, keys alone."""

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import look, violations
from tests.browser.people import HEIGHT, NARROW, WIDE, ZOOMED

pytestmark = pytest.mark.browser
BASELINE = Path(__file__).resolve().parents[2] / "bench" / "plain_call" / "actions.json"
STORY = "昨夜、夫に殴られた。子どもがそばで見ていた。夕方6時に戻る。スマホを見られるので、今日中に折り返してほしい。"
MOST_ACTIONS = 12
# What is pressed or written in and is lower than 44 px; a box inside a chip or a label is pressed by these.
LOW_TARGETS = """() => Array.from(document.querySelectorAll(
    "main :is(button, summary, label:has(input), input, select, textarea)"))
  .filter((one) => one.offsetParent && getComputedStyle(one).clipPath === "none" && !one.parentElement.closest("label"))
  .filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 90))"""


class Hand:
    """Presses what she would press, and counts: a click, a chip, a shortcut, a short text in a field are one each."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def key(self, name: str) -> None:
        self.page.keyboard.press(name)
        self.actions += 1

    def words(self, text: str) -> None:
        self.page.keyboard.type(text, delay=15)
        self.actions += 1

    def press(self, place) -> None:
        place.click()
        self.actions += 1


def reading_of_a_client(page: Page) -> str:
    page.goto("/clients/")
    own = page.locator("tbody tr", has=page.locator("td.number", has_text="-"))
    return own.locator("th .support").first.inner_text().split()[0]


def proposal(page: Page, text: str):
    return page.locator(".chip--proposed", has_text=text)


def checked(page: Page, name: str) -> list[str]:
    return page.eval_on_selector_all(f"input[name={name}]:checked", "all => all.map((one) => one.value)")


def test_a_standard_call_is_saved_in_at_most_twelve_actions_and_half_of_a_plain_form(screens):
    """A repeat caller, violence by her husband, one call-back with its day."""
    page = screens.of("pref-counselor")
    reading = reading_of_a_client(page)
    page.goto("/")
    hand = Hand(page)
    hand.key("n")
    narrative = page.locator("textarea[name=narrative]")
    expect(narrative).to_be_focused()
    page.keyboard.insert_text(STORY)  # typing of the narrative is not counted
    hand.key("Alt+1")
    hand.words(reading[:3])
    typed_at = time.monotonic()
    expect(page.locator("[data-choose]").first).to_be_visible()
    assert time.monotonic() - typed_at < 1, "a repeat caller is known within a second"
    name = page.locator(".caller__hit strong").first.inner_text()
    hand.press(page.locator("[data-choose]").first)
    expect(page.locator("[data-caller-chosen]")).to_have_text(name)
    expect(page.locator("#safe-strip .safe-contact--strip")).to_contain_text(name)
    expect(narrative).to_have_value(STORY)
    for word in ("夫に", "殴られた", "そばで見ていた", "折り返し", "夕方6時に戻る"):
        hand.press(proposal(page, word).first)
    hand.key("Control+Enter")
    expect(page.locator("[data-focus]")).to_contain_text("相談を記録しました")
    saved = page.locator("main")
    for text in (name, "夫等からの暴力", "身体的", "子どもの前での暴力", "折り返す", STORY):
        expect(saved).to_contain_text(text)
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert hand.actions <= MOST_ACTIONS
    assert hand.actions <= baseline["actions"] / 2, f"{hand.actions} beside {baseline['actions']}"


def test_words_only_propose_and_what_is_denied_does_not(screens):
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    asked = []
    page.on(
        "request",
        lambda one: asked.append(one.url) if one.method == "POST" and "draft" not in one.url else None,
    )
    narrative = page.locator("textarea[name=narrative]")
    for text in (
        "殴られていない。",
        "殴られたことはない。",
        "蹴られてはいません。",
        "あざはない。",
        "妊娠中ではありません。",
    ):
        narrative.fill(text)
        page.wait_for_timeout(350)
        assert page.locator(".chip--proposed").count() == 0, text
    narrative.fill("殴られていないが、怒鳴られた。前に殴られた。夕方6時に戻る。殺すと言われた。")
    expect(proposal(page, "身体的「殴られた」")).to_be_visible()
    expect(proposal(page, "今日「夕方6時に戻る」")).to_be_visible()
    assert checked(page, "violence_types") == [] and asked == []
    assert page.locator(".chip--proposed").count() == 3  # two words of one code are one proposal
    page.locator(".chip--proposed").first.focus()
    page.keyboard.press("ArrowRight")
    expect(proposal(page, "身体的")).to_be_focused()
    page.keyboard.press("Enter")
    assert checked(page, "violence_types") == ["physical"]
    expect(proposal(page, "身体的")).to_have_count(0)
    expect(page.locator("[data-proposal-said]")).to_contain_text("身体的")
    expect(page.locator(".chip--proposed:focus")).to_have_count(1)
    proposal(page, "夕方6時").click()
    assert re.fullmatch(r"令和\d+年\d+月\d+日", page.locator("input[name=next_on]").input_value())
    assert violations(page) == []


def test_nothing_typed_is_lost_while_she_is_looked_for_chosen_and_given_up(screens):
    page = screens.of("pref-counselor")
    reading = reading_of_a_client(page)
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(STORY)
    page.locator("textarea[name=safe_contact]").fill("夜だけ")
    page.locator("label.chip", has_text="安全な場所").click()
    box = page.locator("input[name=who]")
    box.press_sequentially(reading[:2], delay=20)
    expect(page.locator("[data-choose]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-choose]").first).to_be_focused()
    page.route("**/consultations/new/", lambda route: (time.sleep(0.4), route.continue_()))
    page.keyboard.press("Enter")
    page.locator("textarea[name=narrative]").press_sequentially(
        "あ", delay=10
    )  # while the choice is under way
    expect(page.locator("[data-caller-chosen]")).to_be_visible()
    expect(page.locator("textarea[name=narrative]")).to_have_value(re.compile("あ$|^あ"))
    page.locator("button[value=drop]").click()
    expect(page.locator(".safe-contact--strip")).to_have_count(0)
    expect(page.locator("[data-choose]").first).to_be_visible()
    page.unroute("**/consultations/new/")
    box.fill("たなか さくらこ 090-1212-3434")
    expect(page.locator("#caller")).to_contain_text("見つかりません")
    page.locator("label.chip", has_text="どの方でもない").click()
    expect(page.locator("input[name=caller_kana]")).to_have_value("たなか さくらこ")
    expect(page.locator("input[name=caller_phone]")).to_have_value("09012123434")
    expect(page.locator("textarea[name=safe_contact]")).to_have_value("夜だけ")
    assert checked(page, "wishes") == ["safe_place"]
    page.locator("label.chip", has_text="夫等からの暴力").click()
    expect(page.locator("details[data-questions=spouse_violence]")).to_have_attribute("open", "")
    assert page.locator("details[data-questions]:visible").count() == 1
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("たなか さくらこ")
    assert "%E3" not in page.url


def test_the_band_follows_the_method_and_a_silent_call_is_two_presses(screens):
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    band = page.locator("[data-timer]")
    for method, words, runs in (
        ("来所", "面談中", True),
        ("メール", "届いた文", False),
        ("同行", "訪問・同行中", True),
        ("電話", "通話中", True),
    ):
        page.locator(".call__method label.chip", has_text=re.compile(f"^{method}$")).click()
        expect(band).to_contain_text(words)
        expect(page.locator("[data-timer-end]")).to_be_visible() if runs else expect(
            page.locator("[data-timer-end]")
        ).to_be_hidden()
    page.locator(".brief label.chip", has_text="無言").click()
    page.locator(".brief button").click()
    expect(page.locator("[data-focus], .messages").first).to_contain_text("無言")
    page.locator(".brief label.chip", has_text="間違い電話").click()
    page.locator(".brief button").click()
    expect(page.locator(".panel--brief")).to_contain_text("間違い電話 1")


def test_by_keys_alone_from_n_to_saved(screens):
    page = screens.of("pref-counselor")
    reading = reading_of_a_client(page)
    page.goto("/")
    keys = page.keyboard
    keys.press("n")
    expect(page.locator("textarea[name=narrative]")).to_be_focused()
    keys.insert_text("夫に怒鳴られた。")
    expect(page.locator(".chip--proposed")).to_have_count(2)
    keys.press("Tab")
    keys.press("ArrowRight")
    keys.press("Space")
    assert checked(page, "violence_types") == ["psychological"]
    keys.press("Alt+1")
    keys.type(reading[:2], delay=20)
    expect(page.locator("[data-choose]").first).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("[data-caller-chosen]")).to_be_focused()
    keys.press("Alt+3")
    keys.press("Space")
    assert checked(page, "main_complaint") == ["spouse_violence"]
    keys.press("Tab")  # one group of chips is one stop
    assert page.evaluate("document.activeElement.name") == "violence_types"
    keys.press("ArrowDown")
    keys.press("ArrowLeft")
    keys.press("Space")
    assert len(checked(page, "violence_types")) == 2
    keys.press("Alt+4")
    keys.press("ArrowRight")
    keys.press("Space")
    assert checked(page, "wishes") == ["safe_place"]
    keys.press("Alt+5")
    keys.press("Space")
    keys.press("Tab")
    keys.press("ArrowRight")
    assert checked(page, "next_steps") == ["call_back"] and checked(page, "next_day") == ["1"]
    keys.press("Control+Enter")
    expect(page.locator("[data-focus]")).to_be_focused()
    expect(page.locator("main")).to_contain_text("折り返す")


def test_the_first_screen_holds_what_a_call_needs_and_every_width_and_state_is_sound(screens):
    page = screens.of("pref-counselor")
    reading = reading_of_a_client(page)
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(STORY)
    page.locator("input[name=who]").press_sequentially(reading[:2], delay=20)
    expect(page.locator("[data-choose]").first).to_be_visible()
    assert look(page, (WIDE, ZOOMED, NARROW), HEIGHT) == []
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.locator("[data-choose]").first.click()
    expect(page.locator("[data-caller-chosen]")).to_be_visible()
    page.locator("label.chip", has_text="夫等からの暴力").click()
    page.evaluate("scrollTo(0, 0)")
    foot = page.locator(".form-footer").bounding_box()
    needed = (
        "[data-timer]", ".safe-contact--strip", "textarea[name=narrative]", "input[name=who]", "[data-caller-chosen]",
        "input[name=main_complaint]", "input[name=method]", ".form-footer .button--primary",
    )  # fmt: skip
    for place in needed:
        box = page.locator(place).first.bounding_box()
        assert box["y"] >= 0 and box["y"] + min(box["height"], 300) <= HEIGHT, place
        assert "footer" in place or box["y"] + min(box["height"], 44) <= foot["y"], place
    complaints = [one.bounding_box() for one in page.locator("input[name=main_complaint]").all()]
    assert all(one["y"] + one["height"] <= foot["y"] for one in complaints), "all nine main complaints"
    assert look(page, (WIDE, ZOOMED, NARROW), HEIGHT) == []
    assert page.evaluate(LOW_TARGETS) == []
