"""A log line names pages, classes and places in the code, never a word that somebody typed."""

import logging

import pytest

from safeguards.logs import IdsOnly

NAME = "佐藤花子"


def line_of(record):
    return IdsOnly("%(levelname)s %(name)s %(message)s").format(record)


def fault():
    try:
        try:
            raise KeyError(NAME)
        except KeyError as inner:
            raise ValueError(f"{NAME} is not a number") from inner
    except ValueError as outer:
        return (type(outer), outer, outer.__traceback__)


def test_a_fault_is_told_by_classes_and_places():
    told = line_of(logging.LogRecord("django.request", 40, "", 1, "broken", (), fault()))
    assert NAME not in told
    for part in ("builtins.ValueError", "builtins.KeyError", "tests/safeguards/test_logs.py:", " fault"):
        assert part in told


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"/clients/{NAME}/", f"/{NAME}/", f"/login/?next={NAME}"])
def test_a_line_about_a_request_names_the_page_not_the_address(client, caplog, path):
    caplog.handler.setFormatter(IdsOnly("%(name)s %(message)s"))
    caplog.set_level(logging.INFO)
    client.get(path)
    assert NAME not in caplog.text
    if path.startswith("/clients/"):
        client.post("/clients/x/nothing/")
        assert "(no page) 404" in caplog.text


def test_the_product_logs_this_way(settings):
    assert settings.LOGGING["formatters"]["line"]["()"] == "safeguards.logs.IdsOnly"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
