"""Forms of second factors: allauth's, in our words, with failures counted like wrong passwords."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.signin import count_failure, is_resting, wait_words

CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
RESTING = _("Too many tries. Wait %(wait)s, or use your passkey: it works at once.")


class CountedCode:
    """A code of an app or a printed one; wrong ones are counted, and after too many none is looked at."""

    user: Any
    fields: dict[str, forms.Field]

    def dress(self) -> None:
        """Our words for the field."""
        self.fields["code"].label = _("Code of the app, or a printed code")
        self.fields["code"].widget = forms.TextInput(attrs=CODE_ATTRIBUTES)

    def clean_code(self) -> str:
        """The code, marked as used; raises ValidationError with one sentence for every failure."""
        if is_resting(context.request, self.user):
            raise ValidationError(RESTING % {"wait": wait_words(context.request.rest_seconds)})
        try:
            return super().clean_code()  # type: ignore[misc]  # allauth's form beside us
        except ValidationError:
            count_failure(context.request, self.user)
            raise


class SecondCodeForm(CountedCode, AuthenticateForm):
    """The code after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()


class ProofByCodeForm(CountedCode, ReauthenticateByCodeForm):
    """The code at an open session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()


class ProofByPasswordForm(ReauthenticateForm):
    """The password at an open session, for an account without any key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    def clean_password(self) -> str:
        """The right password; wrong ones are counted as at the sign-in."""
        if is_resting(context.request, self.user):
            raise ValidationError(RESTING % {"wait": wait_words(context.request.rest_seconds)})
        if not self.user.check_password(self.cleaned_data["password"]):
            count_failure(context.request, self.user)
            raise ValidationError(_("This is not your password."))
        return str(self.cleaned_data["password"])


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: always one that opens the house by itself, with its own PIN, finger or face."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What you call it")
        self.fields["name"].max_length = 40
        self.fields["name"].help_text = _("For example: desk computer, blue key, telephone.")
        self.fields["name"].widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 40})
        del self.fields["passwordless"]

    def clean(self) -> dict[str, Any]:
        """As allauth's, with the user verified by the key itself."""
        return super().clean() | {"passwordless": True}

    def clean_name(self) -> str:
        """At most 40 characters."""
        return super().clean_name()[:40]


class PasskeySignInForm(LoginWebAuthnForm):
    """Signing in by passkey alone; a stopped account gets the answer of an unknown key."""

    def clean_credential(self) -> Any:
        """The factor that was shown."""
        try:
            found = super().clean_credential()
        except (AttributeError, KeyError, TypeError, ValueError) as broken:
            raise ValidationError(NO_KEY) from broken
        if not found.user.is_active:
            raise ValidationError(NO_KEY)
        return found


class AppForm(ActivateTOTPForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits that the app shows now")
        self.fields["code"].widget = forms.TextInput(attrs=CODE_ATTRIBUTES)


NO_KEY = _(
    "This key does not open this house. Sign in with name and password, or ask your account administrator."
)
