"""What a window sends with the fields of its form, so that a draft is never overwritten by an older text."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from cases.actions.draft import Typed
from cases.forms.consultation import ConsultationForm

# Fields of the page that are not the form's own: since when the call is running.
BESIDES = ("call_started_at",)


class DraftMarks(forms.Form):
    """The hidden fields of a form that is kept as a draft. What cannot be read counts as not sent."""

    once = forms.CharField(required=False, max_length=64)
    draft_writer = forms.CharField(required=False, max_length=40)
    draft_serial = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    draft_version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    draft_apart = forms.CharField(required=False, max_length=64)
    draft_left_out = forms.CharField(required=False)
    client = forms.CharField(required=False, max_length=22)
    consultation = forms.CharField(required=False, max_length=22)

    def typed(self) -> Typed:
        """What stands in the sent form, word for word; only the fields that a consultation has."""
        self.is_valid()
        sent, names = self.cleaned_data, {*ConsultationForm.base_fields, *BESIDES}
        return Typed(
            token=sent.get("once", ""),
            writer=sent.get("draft_writer", ""),
            serial=sent.get("draft_serial") or 0,
            version=sent.get("draft_version") or 0,
            fields={name: list(map(str, values)) for name, values in self.data.lists() if name in names},
            left_out=frozenset(sent.get("draft_left_out", "").split(",")) & names,
            client=sent.get("client", ""),
            consultation=sent.get("consultation", ""),
            apart=sent.get("draft_apart", ""),
        )


def typed_of(post: QueryDict) -> Typed:
    """What a form that is recorded brings along of its draft."""
    return DraftMarks(post).typed()
