"""Takes the pictures of the README from a fresh demo: `make pictures`. With `all`, every main page into var/pictures/.

python -m tests.pictures            docs/pictures/dashboard.png, docs/pictures/consultation-form.png
python -m tests.pictures all        main pages by role, at 1280 and 390 px, in Japanese and English
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tests.environment  # noqa: F401  sets the environment of a test before anything else reads it

os.environ["YUI_DEMO"] = "1"

from tests.browser.house import ROOT, running_house
from tests.browser.people import HEIGHT, NARROW, WIDE, Screens, chromium

PICTURES = ROOT / "docs" / "pictures"
PAGES = {
    "pref-counselor": [
        "/",
        "/consultations/",
        "/consultations/new/",
        "/clients/",
        "/referrals/",
        "/referrals/new/",
    ],
    "police-liaison": ["/", "/referrals/"],
    "pref-planner": ["/indicators/", "/indicators/municipal-plans/", "/indicators/dating-dv-lectures/"],
    "pref-admin": ["/accounts/", "/accounts/invite/", "/partners/"],
    "pref-supervisor": ["/accounts/confirm/"],
    "pref-auditor": ["/audit/"],
}


@contextmanager
def screens() -> Iterator[Screens]:
    """A fresh demo and a browser on it."""
    with (
        tempfile.TemporaryDirectory(prefix="yuipic-") as place,
        running_house(Path(place), consultations=400) as house,chromium() as browser
    ):
        yield Screens(browser, house)


def readme(people: Screens) -> None:
    """The two pictures of the README, 1280 px wide."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page = people.of("pref-planner")
    page.goto("/indicators/")
    page.screenshot(path=PICTURES / "dashboard.png", full_page=True)
    page = people.of("pref-counselor")
    page.goto("/consultations/new/")
    page.locator("textarea[name=narrative]").fill(
        "昨夜10時ごろ、夫に殴られた。小2と4歳の子がそばで見ていた。\n夫はいま仕事。夕方6時に戻る。今日中に家を出たいが、子どもの学校のことが心配。"
    )
    for value in ("spouse_violence", "physical", "psychological", "leave_home", "safe_place"):
        page.locator(f"input[value={value}]").first.check()
    page.evaluate("window.scrollTo(0, 0)")
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    page.screenshot(path=PICTURES / "consultation-form.png")


def everything(people: Screens) -> None:
    """Main pages by role, width and language, to be looked at."""
    place = ROOT / "var" / "pictures"
    place.mkdir(parents=True, exist_ok=True)
    for login, paths in PAGES.items():
        for width in (WIDE, NARROW):
            for language in ("ja", "en"):
                page = people.of(login, width=width, language=language)
                for path in paths:
                    page.goto(path)
                    name = path.strip("/").replace("/", "-") or "home"
                    page.screenshot(path=place / f"{login}-{name}-{width}-{language}.png", full_page=True)
                page.close()


if __name__ == "__main__":
    with screens() as opened:
        (everything if sys.argv[1:] == ["all"] else readme)(opened)
