"""The product as a browser test's server runs it: the same application, its clock set ahead when asked.

`YUI_TEST_HOURS_AHEAD` moves the clock, so that a test sees the morning after without waiting for it.
"""

import datetime
import os

from django.utils import timezone

_ahead = datetime.timedelta(hours=float(os.environ.get("YUI_TEST_HOURS_AHEAD", "0")))
if _ahead:
    _now = timezone.now
    timezone.now = lambda: _now() + _ahead

from config.wsgi import application  # noqa: E402

__all__ = ["application"]
