"""Who is calling: the list under the box of the call screen, and the one who is chosen from it; whole requests."""

import time

from bench.measuring import REPEATS, Figure, actor_named, median_ms, signed_in, watched
from bench.name_search import LOGIN, asked_by

LIMIT_MS = 150
HEADERS = {"X-Requested-With": "XMLHttpRequest"}


def run(consultations: int) -> list[Figure]:
    """The newest client with a name: found by her reading, by its first two letters, and chosen."""
    browser, whole = signed_in(LOGIN), asked_by(actor_named(LOGIN))
    number = _ask(browser, "find", whole).split('name="step" value="')[1].split('"')[0]
    steps = (
        ("found by her reading", "find", whole),
        ("found by two letters", "find", whole[:2]),
        ("chosen", number, ""),
    )
    return [_figure(browser, what, step, words, consultations) for what, step, words in steps]


def _ask(browser, step, words):
    answer = browser.post("/consultations/new/", {"step": step, "who": words}, headers=HEADERS)
    page = answer.content.decode()
    if answer.status_code != 200 or not ("data-choose" in page or "data-caller-chosen" in page):
        raise AssertionError(f"{step} {answer.status_code}: nobody is there")
    return page


def _figure(browser, what, step, words, consultations):
    seconds, queries = [], 0
    for _repeat in range(REPEATS):
        with watched() as watch:
            begun = time.perf_counter()
            _ask(browser, step, words)
            seconds.append(time.perf_counter() - begun)
        queries = watch.queries
    page = median_ms(seconds)
    return Figure(
        f"who is calling, {what}", consultations, f"{LIMIT_MS} ms", page <= LIMIT_MS, queries, page_ms=page
    )
