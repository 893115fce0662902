"""Fixtures of the browser tests and the stories: one house and one Chromium for all, fresh computers for each."""

import pytest


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """The running demo; its tests change records of their own only, or say so."""
    from tests.browser.house import running_house

    with running_house(tmp_path_factory.mktemp("house")) as one:
        yield one


@pytest.fixture(scope="session")
def chrome():
    from tests.browser.people import chromium  # Playwright is loaded only when a test wants it

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def known_people():
    """Cookies of people who signed in before: the password is hashed slowly on purpose."""
    return {}


@pytest.fixture
def screens(chrome, house, known_people):
    """Computers for one test. Whatever must never happen on any page fails the test at its end."""
    from tests.browser.people import Screens

    one = Screens(chrome, house, signed_in=known_people)
    yield one
    one.close()
    log = house.log.read_text(encoding="utf-8", errors="replace")
    assert not one.faults, "\n".join([*one.faults, "The end of the server's log:", log[-4000:]])
