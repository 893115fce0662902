"""Why an act was refused, in a sentence for the person who tried it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The act is not possible; str() says why and what to do. Nothing was changed."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class Overtaken(Refused):
    """Somebody else changed the account since this page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody changed this account while this page was open. Look at what stands here now, then repeat."
            )
        )


HERSELF = _("Nobody changes her own account. Another administrator has to do it.")
NOT_WHOLLY = _(
    "She also works at an agency outside your care. Only the prefecture's administrator can do this; you can end"
    " her posting at your agency."
)
NOT_GIVEN = _("An agency of this kind does not give this role.")
TWICE = _("She already holds this role at this agency in that time.")
APART = _("Administration or audit, and work with records, are never in one hand at the same agency.")
NOT_BEFORE_TODAY = _("A posting cannot begin before today.")
ENDS_TOO_EARLY = _("The last day lies before the first one.")
LOGIN_TAKEN = _(
    "This login name is in use. Choose another; if she already has an account elsewhere, the prefecture's"
    " administrator moves her."
)
STOPPED = _("This account is stopped. Let it work again first.")
MOVES_TOO_EARLY = _("The new posting must begin after the present one.")
NO_PASSWORD_YET = _(
    "She has not set a password of her own yet. Confirm her when she has used her invitation."
)
ENDS_IN_THE_PAST = _("The last day lies in the past. To end it now, choose “at once”.")
ENDS_EARLIER = _("It ends before that day already. For a longer time, write a new posting.")
LAST_FACTOR = _("This is the last key that opens your work. Add the new one first, then take this one away.")
