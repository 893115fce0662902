"""What every test stands on: the reference data of one prefecture, no network, and a small world of people."""

import math
import socket

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client as TestBrowser

from tests.browser.fixtures import chrome, house, known_people, screens
from tests.signing import sign_in

# A busy machine makes nothing wrong: what is too slow is said by the budgets of the tests that are about time.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

__all__ = ["chrome", "house", "known_people", "screens"]  # one Chromium and one demo for all browser tests

LOCAL = ("127.0.0.1", "::1", "localhost", "0.0.0.0")


class NetworkIsShut(RuntimeError):
    """A test asked for a host that is not this machine."""


@pytest.fixture(scope="session", autouse=True)
def shut_network():
    """Only this machine answers: a test that needs the world outside is a mistake."""
    real = socket.socket.connect, socket.socket.connect_ex

    def local_only(method):
        def connect(self, address, *more):
            if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
                raise NetworkIsShut(str(address))
            return method(self, address, *more)

        return connect

    socket.socket.connect, socket.socket.connect_ex = map(local_only, real)
    yield
    socket.socket.connect, socket.socket.connect_ex = real


def load_reference():
    call_command("load_reference")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tables, and in them the reference data of YUI_PREFECTURE, loaded once.

    SQLite empties tables after a test of its own transactions with DELETE, which the audit trail refuses:
    there that one trigger is taken away for the tests and has a test of its own (`test_audit`).
    """
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DROP TRIGGER IF EXISTS audit_line_no_delete")
        load_reference()
        from cases.models.code import SHELF

        SHELF.FRESH_SECONDS = math.inf  # a page counts the same queries whenever its test is run
        SHELF.lists()
    yield


@pytest.fixture(autouse=True)
def reference_stands(request):
    """Tests with transactions of their own empty every table: the next one finds the reference data again."""
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("_django_db_helper")
        from partners.models import Municipality

        if not Municipality.objects.exists():
            load_reference()


@pytest.fixture(autouse=True)
def japanese():
    """Each test starts in Japanese; a switched language does not reach the next one."""
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def world(db):
    """Agencies of every tier and the people who work there: see tests.factories.world."""
    from tests.factories.world import World

    return World()


@pytest.fixture
def browser():
    """`browser(account)` is a test client in which this account is signed in."""

    def signed_in(account):
        one = TestBrowser()
        sign_in(one, account)
        return one

    return signed_in
