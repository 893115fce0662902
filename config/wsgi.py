"""The door for a web server; it refuses to open on a database that does not fit the settings."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from safeguards.installation import refuse_wrong_database  # noqa: E402  needs the loaded apps

refuse_wrong_database()
