"""Settings: safe values first, the rest from the environment or `.env` (django-environ).

Nothing here opens the house by default: without a key, with DEBUG or with any host allowed it refuses to
start, unless `DJANGO_DEBUG=1` says that this is a developer's machine.
"""

import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.sign_in import *  # noqa: F403  # who signs in and how: no value of the environment among them

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DJANGO_DEBUG", default=False)
YUI_DEMO = env.bool("YUI_DEMO", default=False)
YUI_HTTPS = env.bool("YUI_HTTPS", default=not (YUI_DEMO or DEBUG))
YUI_DATA_DIR = BASE_DIR / "data"
YUI_PREFECTURE = (
    env.str("YUI_PREFECTURE", default="") or (YUI_DATA_DIR / "prefecture.txt").read_text().strip()
)
YUI_VAR_DIR = Path(env.str("YUI_VAR", default=str(BASE_DIR / "var")))

# Where it writes. Only a demo or a developer's machine may make its own keys.
YUI_KEY_FILE = Path(env.str("YUI_KEY_FILE", default=str(YUI_VAR_DIR / "keys" / "ring.json")))
YUI_MAY_MAKE_KEYS = YUI_DEMO or DEBUG
AUDIT_ANCHOR_DIR = Path(env.str("AUDIT_ANCHOR_DIR", default=str(YUI_VAR_DIR / "anchors")))


def _secret_key() -> str:
    """The session and signing key: from the environment, or made once in `var/` where keys may be made."""
    given = env.str("DJANGO_SECRET_KEY", default="")
    if given:
        return given
    if not YUI_MAY_MAKE_KEYS:
        raise ImproperlyConfigured(
            "DJANGO_SECRET_KEY is missing. Set it in the environment or in .env; see docs/operations.md."
        )
    place = YUI_VAR_DIR / "keys" / "secret_key"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.touch(mode=0o600)
        place.write_text(secrets.token_urlsafe(64))
    return place.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list(
    "DJANGO_ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if YUI_DEMO or DEBUG else []
)
if not DEBUG and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("DJANGO_ALLOWED_HOSTS must name the hosts; * is refused.")
if not DEBUG and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("DJANGO_ALLOWED_HOSTS is empty. Name the host that the offices use.")
if DEBUG and env.str("DJANGO_DEBUG", default="") != "1":
    raise ImproperlyConfigured("DEBUG is for a developer's machine: say so with DJANGO_DEBUG=1.")

INSTALLED_APPS = [
    "config",
    "indicators",
    "referrals",
    "cases",
    "partners",
    "safeguards",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "guardian",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "safeguards.middleware.SurfaceHeaders",
    "safeguards.middleware.FromWhere",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "partners.middleware.ActorOfToday",
    "partners.lock.IdleLock",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.errors.LimitAnswer",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "safeguards.context.surface",
                "partners.lock.kept_text",
                "cases.context.open_emergencies",
                "config.navigation.navigation",
            ],
            "builtins": ["safeguards.templatetags.safeguards"],
        },
    }
]

# --- database -----------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{YUI_VAR_DIR / 'db.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
SQLITE_OPTIONS = {  # writers queue instead of failing, and an acknowledged write survives a power cut
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;PRAGMA cache_size=-16000;"
    ),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
else:
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("YUI_PGBOUNCER", default=False)
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("YUI_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A database that is away is told within seconds, also when its machine is gone and answers nothing at all.
    DATABASES["default"].setdefault("OPTIONS", {}).update(connect_timeout=5, tcp_user_timeout=10_000)
# Folder of pg_dump, pg_restore and psql; empty: the newest that is found.
PG_BIN = env.str("PG_BIN", default="")
# Short notes that every process must share: used codes, tries. Never a text about a person.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "yui_short_notes",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # beyond it notes are dropped before their time
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people -------------------------------------------------------------------------------------------------
YUI_IDLE_MINUTES = env.int("YUI_IDLE_MINUTES", default=15)
if not 5 <= YUI_IDLE_MINUTES <= 30:
    raise ImproperlyConfigured("YUI_IDLE_MINUTES must lie between 5 and 30.")
YUI_NAME_SEARCHES_PER_HOUR = env.int("YUI_NAME_SEARCHES_PER_HOUR", default=30)
YUI_EXPORT_ALONE = env.int("YUI_EXPORT_ALONE", default=20)
YUI_EXPORT_MOST = env.int("YUI_EXPORT_MOST", default=1000)
YUI_RELEASE_HOURS = env.int("YUI_RELEASE_HOURS", default=24)
SESSION_COOKIE_AGE = 12 * 60 * 60  # the lock asks again after 10 hours; a dead session goes after 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Only what a template wrote may stand in a session; texts about persons never do. What stands there
# (half a sign-in, the secret of an app before its first code) is sealed.
SESSION_SERIALIZER = "safeguards.sessions.SealedJSON"

# --- surface ------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = YUI_HTTPS
SECURE_SSL_REDIRECT = YUI_HTTPS
SECURE_HSTS_SECONDS = 31536000 if YUI_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = YUI_HTTPS
# Nothing reaches another site; within the house the browser must send it, or its forms carry "Origin: null".
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
YUI_BEHIND_PROXY = env.bool("YUI_BEHIND_PROXY", default=False)
if YUI_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "report-uri": "/surface/",
    }
}
CSRF_TRUSTED_ORIGINS = env.list("YUI_TRUSTED_ORIGINS", default=[])
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["safeguards.uploads.KeptInMemory"]  # Django's own would lay a longer file on the disk

# --- words and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# --- static files -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# A release collects once (YUI_COLLECTED_STATIC=1); the demo serves the files from where they stand.
YUI_COLLECTED = env.bool("YUI_COLLECTED_STATIC", default=False)
STATIC_ROOT = YUI_VAR_DIR / "static" if YUI_COLLECTED else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if YUI_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not YUI_COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = YUI_VAR_DIR / "files"

IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- logs: ids only, never the text of a request ---------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "safeguards.logs.IdsOnly", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("YUI_LOG_LEVEL", default="WARNING")},
    "loggers": {"axes": {"level": "ERROR"}},
}
