"""Sessions of tests: begun without the pages of signing in, with the proof that those would have left."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHO,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from django.utils import timezone

from partners.lock import BEGAN, SEEN


def sign_in(browser, account, shown="webauthn", at=None):
    """Sign the account in as if it had just shown a passkey (`totp`, `recovery_codes`, `password`: as named)."""
    browser.force_login(account)
    session = browser.session
    method = {"method": "password"} if shown == "password" else {"method": "mfa", "type": shown}
    session[RECORDS] = [{**method, "at": time.time() if at is None else at}]
    session[WHO] = str(account.pk)
    session[SEEN] = session[BEGAN] = int(timezone.now().timestamp())
    session.save()
    return browser
