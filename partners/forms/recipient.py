"""The fields of the look at a recipient (R-18), for every form by which something goes out to an agency."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.queries.recipient import Recipient


class RecipientFields(forms.Form):
    """`agency_seen`: of which agency the confirmation stood on her page; `agency_name`: what she typed of its name."""

    agency_name = forms.CharField(
        label=_("Please write the part of the name that stands in bold above"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agency_seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def has_seen(self, recipient: Recipient) -> bool:
        """Did the confirmation of this very agency stand on the page that she sent?"""
        return self.cleaned_data.get("agency_seen") == recipient.code

    def check_recipient(self, recipient: Recipient) -> None:
        """Add the fault, if any: she has not seen the confirmation of this agency yet, or typed another name."""
        if not self.has_seen(recipient):
            self.add_error("agency_name", _("Please look at the agency once more, then press again."))
        elif recipient.must_type and not recipient.is_named_by(self.cleaned_data.get("agency_name", "")):
            self.add_error("agency_name", _now("Please write “%(word)s”.") % {"word": recipient.word})
