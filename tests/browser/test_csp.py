"""The policy of the pages: nothing inline, nothing from elsewhere, and the browser has nothing to report.

Every browser test fails on a report of the policy, an error on the console or a request to elsewhere
(see `screens`); here stands what they rely on.
"""

import re

import pytest

from tests.browser.pages import PEOPLE, reachable

pytestmark = pytest.mark.browser

INLINE = re.compile(r"<style\b|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|javascript:")
ELSEWHERE = re.compile(r"(?:href|src|action|srcset)=\"(?:https?:)?//(?!localhost)")


def test_the_guard_sees_what_the_policy_stops(screens):
    page = screens.of("pref-counselor")
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'inline'";
      document.head.append(script);
      const picture = document.createElement("img");
      picture.src = "https://example.invalid/a.png";
      document.body.append(picture);
    }""")
    page.wait_for_timeout(300)
    assert page.title() != "inline"
    assert any("CSP script-src" in fault for fault in screens.faults)
    assert any("CSP img-src" in fault for fault in screens.faults)
    screens.faults.clear()


@pytest.mark.parametrize("login", PEOPLE)
def test_every_page_carries_the_policy_and_nothing_inline(screens, login):
    def check(kind, answer):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, kind
        assert "no-store" in answer.headers["cache-control"], kind
        text = answer.text()
        assert not INLINE.search(text), (kind, INLINE.search(text))
        assert not ELSEWHERE.search(text), (kind, ELSEWHERE.search(text))

    assert len(reachable(screens.of(login), check=check)) > 10
