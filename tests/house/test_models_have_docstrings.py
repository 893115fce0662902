"""Every table says what one row of it is."""

import pytest
from django.apps import apps

from tests.house.code import APPS

MODELS = [model for model in apps.get_models() if model._meta.app_label in APPS]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_sentence_of_its_own(model):
    told = model.__dict__.get("__doc__") or ""
    assert not told.startswith(f"{model.__name__}("), "this is Django's list of columns"
    assert len(told.split()) >= 4


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_record_prints_no_words_about_a_person(model):
    from safeguards.fields import EncryptedTextField

    if any(isinstance(field, EncryptedTextField) for field in model._meta.get_fields()):
        assert "__str__" not in model.__dict__


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_constraints_and_indexes_are_named_by_hand(model):
    for one in [*model._meta.constraints, *model._meta.indexes]:
        assert one.name and not one.name.endswith("_idx") and not one.name.endswith("_uniq"), one.name
