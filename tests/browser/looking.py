"""What is measured on a page that stands on the screen: accessibility, sideways scroll, words that are cut."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
# What lies under a foot that sticks is reached by scrolling: the foot is laid flat while axe looks, and sticks again.
RUN_AXE = """async (options) => {
  const feet = [...document.querySelectorAll(".form-footer")];
  feet.forEach((foot) => { foot.style.position = "static"; });
  const found = await axe.run(document, options);
  feet.forEach((foot) => { foot.style.position = ""; });
  return found.violations.map((one) => one.id + ": " + one.help + " | " +
    one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" || "));
}"""
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# A page must not be wider than its window, and nothing may stand outside it where nobody can scroll to.
WIDER = """() => {
  const root = document.documentElement, wide = root.clientWidth, out = [];
  if (root.scrollWidth > wide) out.push("page " + root.scrollWidth + " of " + wide);
  for (const one of document.querySelectorAll("body *")) {
    if (one.closest("svg, .visually-hidden, .skip-link, template")) continue;
    const frame = one.parentElement.closest("[tabindex='0']"); // a table scrolled in its own frame, also by keys
    const fits = frame && frame.getBoundingClientRect().right <= wide + 1;
    if (fits && getComputedStyle(frame).overflowX === "auto") continue;
    const box = one.getBoundingClientRect();
    if (box.width > 0 && box.height > 0 && (box.right > wide + 1 || box.left < -1)) {
      out.push(one.tagName + "." + one.className + " " + Math.round(box.left) + ".." + Math.round(box.right));
    }
  }
  return out.slice(0, 4);
}"""
# Words that are cut off by their own box, and text below 16 px.
CUT = """() => {
  const out = [], without = "svg, .visually-hidden, .skip-link, template, select, textarea, kbd";
  for (const one of document.querySelectorAll("body *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || one.closest(without) || one.getClientRects().length === 0) continue;
    const style = getComputedStyle(one), words = one.textContent.trim().slice(0, 30);
    if (style.visibility === "hidden") continue;
    if (parseFloat(style.fontSize) < 16) out.push("small " + style.fontSize + " " + words);
    if (style.overflow !== "visible" && one.scrollWidth > one.clientWidth + 1) out.push("cut " + words);
  }
  return out.slice(0, 4);
}"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands now."""
    page.evaluate(_axe())
    return page.evaluate(RUN_AXE, OPTIONS)


def wider_than_window(page: Page) -> list[str]:
    return page.evaluate(WIDER)


def cut_or_small(page: Page) -> list[str]:
    return page.evaluate(CUT)


def look(page: Page, widths: tuple[int, ...], height: int, *, axe: Any = True) -> list[str]:
    """All faults of one page at these widths; the last width stays."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: wider: {fault}" for fault in wider_than_window(page)]
        found += [f"{width}: {fault}" for fault in cut_or_small(page)]
        if axe is True or width in axe:
            found += [f"{width}: axe {fault}" for fault in violations(page)]
    return found
