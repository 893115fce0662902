"""Pictures from a fresh demo: the two of the README, or with `--all` every page of every role, to be looked at.

`python -m tests.pictures` writes docs/pictures/; `python -m tests.pictures --all` also var/pictures/ (ignored
by git), in Japanese and English, at 1280 and 390 pixels. `--only WORD` takes the pages with WORD in their name.
"""

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

import tests.environment  # noqa: F401  the surroundings of the server, before anything of Django
from tests.browser.house import House, running_house
from tests.browser.pages import PEOPLE, kind_of, reachable
from tests.browser.people import HEIGHT, NARROW, WIDE, Screens, chromium
from tests.png import shrink

ROOT = Path(__file__).resolve().parents[1]
README_FOLDER, ALL_FOLDER = ROOT / "docs" / "pictures", ROOT / "var" / "pictures"
MOST_BYTES = 300_000
TALLEST = 6000
STORY = (
    "昨夜、夫に腕をつかまれて壁に押しつけられた。けがは左腕のあざ。\n"
    "子ども二人（小2、年長）は別の部屋にいた。夫は今夜22時ごろ帰る。\n\n"
    "「今日は実家に行けるかもしれない」とのこと。"
)
BEYOND = {
    "pref-admin": ["/accounts/invite/?agency=pref-wsc"],
    "pref-counselor": ["/consultations/there-is-none/"],
    "pref-planner": ["/indicators/?on=R6.4.1"],
}


def _save(page: Page, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(page.screenshot(animations="disabled"))


def _whole(page: Page, width: int) -> None:
    """Make the window as tall as the page: what sticks to its edge then stands at its end."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(tall, HEIGHT), TALLEST)})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def take_readme(screens: Screens) -> None:
    """The dashboard of the planner, and a sheet in the middle of a call."""
    page = screens.of("pref-planner")
    page.goto("/indicators/")
    _whole(page, WIDE)
    _save(page, README_FOLDER / "dashboard.png")
    page = screens.of("pref-counselor")
    page.goto("/consultations/new/")
    page.locator("input[name=caller_name]").fill("佐藤 あおい")
    page.locator("input[name=caller_kana]").fill("さとう あおい")
    page.locator("input[name=caller_phone]").fill("090-5550-0100")
    for name, words in (
        ("main_complaint", "夫等からの暴力"), ("violence_types", "身体的"), ("wishes", "安全な場所"),
    ):  # fmt: skip
        page.locator(f"label.chip:has(input[name={name}])", has_text=words).first.click()
    page.locator("textarea[name=narrative]").fill(STORY)
    page.evaluate("window.scrollTo(0, 0)")
    _save(page, README_FOLDER / "consultation-form.png")
    for picture in README_FOLDER.glob("*.png"):
        picture.write_bytes(shrink(picture.read_bytes()))
        size = picture.stat().st_size
        print(f"{picture.relative_to(ROOT)}  {size // 1000} kB")
        assert size < MOST_BYTES, f"{picture.name} is too heavy for the README: {size} bytes"


def _file_name(kind: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", kind.replace("*", "one")).strip("-") or "home"


def take_all(screens: Screens, only: str) -> int:
    """Every page that a role reaches; answers how many pictures were taken."""
    taken = 0
    for login in PEOPLE:
        for language in ("ja", "en"):
            page = screens.of(login, language=language)
            pages = {**reachable(page), **{kind_of(path): path for path in BEYOND.get(login, [])}}
            for kind, path in pages.items():
                name = f"{login}-{_file_name(kind)}"
                if kind == "/login/" or only not in name:
                    continue
                page.goto(path)
                for width in (WIDE, NARROW):
                    _whole(page, width)
                    _save(page, ALL_FOLDER / language / str(width) / f"{name}.png")
                    taken += 1
            page.context.close()
    return taken


def _take(house: House, wishes: argparse.Namespace) -> None:
    with chromium() as browser:
        screens = Screens(browser, house)
        if not wishes.only:
            take_readme(screens)
        if wishes.all or wishes.only:
            taken = take_all(screens, wishes.only)
            print(f"{ALL_FOLDER.relative_to(ROOT)}/  {taken} pictures")
        screens.close()
        if screens.faults:
            sys.exit("\n".join(screens.faults))


def main() -> None:
    """Make the demo in a folder of its own, serve it, take the pictures, and take it away again."""
    asked = argparse.ArgumentParser(description="Pictures of the screens, from a fresh demo.")
    asked.add_argument("--all", action="store_true", help="every page of every role into var/pictures/ too")
    asked.add_argument("--only", default="", metavar="WORD", help="only pages with this word in their name")
    asked.add_argument("--consultations", type=int, default=400, help="size of the demo")
    wishes = asked.parse_args()
    os.environ.pop("DATABASE_URL", None)  # a new SQLite file, whatever database the shell names
    with (
        tempfile.TemporaryDirectory(prefix="yui-pictures-") as place,
        running_house(Path(place), consultations=wishes.consultations) as house,
    ):
        _take(house, wishes)


if __name__ == "__main__":
    main()
