"""One demo and one backup of it for all drills; what a test changes it does in a place restored from that backup."""

import pytest

from tests.drill.house import empty_place, house


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """A demo that is read from and backed up only."""
    with house(tmp_path_factory.mktemp("drill") / "house") as one:
        one.run("run_due")
        yield one


@pytest.fixture(scope="session")
def file(place):
    """A backup of it."""
    return place.backup(place.folder.parent / "backups")


@pytest.fixture
def fresh(place, file, tmp_path):
    """A place of one's own, restored from the backup."""
    with empty_place(place, tmp_path / "fresh") as one:
        place.run("restore", file, *one.target())
        yield one
