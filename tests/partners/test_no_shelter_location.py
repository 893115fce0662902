"""The directory of agencies holds no place where somebody could be waited for (R-20)."""

import csv
import re

import pytest
from django.conf import settings

from partners.models import Agency, Municipality
from partners.rules import KEPT_FROM_DIRECTORY
from safeguards.fields import EncryptedTextField

PLACE_NAMES = re.compile(r"address|street|building|postal|zip|latitude|longitude|geo|location|住所|所在地")
PLACE_WORDS = re.compile(r"〒|丁目|番地|\d番\d|(?<!\d)\d{1,3}-\d{1,4}(?!\d)")
SECRET_PLACES = {*KEPT_FROM_DIRECTORY, "womens_center", "dv_center"}
WITH_FIGURES = {"public_phone", "source", "code", "parent_code", "valid_from", "valid_to"}
FILES = sorted(settings.YUI_DATA_DIR.glob("*/agencies.csv"))


@pytest.mark.parametrize("model", [Agency, Municipality])
def test_no_column_takes_an_address(model):
    names = [field.name for field in model._meta.get_fields()]
    assert len(names) > 5 and [name for name in names if PLACE_NAMES.search(name)] == []
    assert not any(isinstance(field, EncryptedTextField) for field in model._meta.get_fields())


@pytest.mark.parametrize("place", FILES, ids=lambda place: place.parent.name)
def test_no_line_of_the_reference_data_tells_an_address(place):
    with place.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows and [name for name in rows[0] if PLACE_NAMES.search(name)] == []
    for row in rows:
        if row["kind"] not in SECRET_PLACES:
            continue
        told = {name: text for name, text in row.items() if name not in WITH_FIGURES}
        assert not PLACE_WORDS.search(" ".join(told.values())), row["code"]
        if row["kind"] in KEPT_FROM_DIRECTORY:
            assert row["public_phone"] == "", row["code"]
    assert SECRET_PLACES & {row["kind"] for row in rows}
