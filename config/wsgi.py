"""The door for a web server; it stays shut on a database or a clock that does not fit."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from safeguards.start import refuse_start  # noqa: E402  needs the loaded apps

refuse_start()
