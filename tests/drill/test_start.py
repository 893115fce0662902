"""A real start, in a process of its own, of an installation for real work."""

import pytest

from tests.drill.house import Place


@pytest.fixture
def real(fresh, place):
    """An installation whose database is marked real."""
    on_sqlite = fresh.environment["DATABASE_URL"].startswith("sqlite")
    fresh.run("shell", "-v0", "-c", (
        "from safeguards.models import Installation; Installation.objects.update(is_demo=False)"
    ))  # fmt: skip
    return Place(fresh.folder, {**fresh.environment, "YUI_DEMO": "0"}), on_sqlite


def test_a_clock_behind_the_trail_and_a_careless_database_keep_the_door_shut(real):
    here, on_sqlite = real
    late = here.run("-m", "tests.browser.wsgi", expect=1, YUI_TEST_HOURS_AHEAD="-1")
    assert "the last line of the audit trail is of" in late and "set the clock" in late
    if on_sqlite:
        assert here.run("-m", "tests.browser.wsgi") == ""
        return
    careless = here.run("-m", "tests.browser.wsgi", expect=1)  # the server of the tests keeps no promise
    assert "fsync=off" in careless and "set the clock" not in careless
