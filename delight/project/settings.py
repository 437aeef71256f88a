"""The ready-to-run site. Environment variables are read here and nowhere else."""

import socket
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import environ

from delight.project.env_file import read_env_file

env = environ.Env()

DELIGHT_DEMO = env.bool("DELIGHT_DEMO", default=False)
if not DELIGHT_DEMO:
    read_env_file()
DELIGHT_VAR = env("DELIGHT_VAR", default="var")
VAR = Path(DELIGHT_VAR).resolve()
VAR.mkdir(parents=True, exist_ok=True, mode=0o700)  # customers' names are in it
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "delight",
    "wagtail.contrib.forms",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_q",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows its previews in frames of its own
ROOT_URLCONF = "delight.project.urls"
WSGI_APPLICATION = "delight.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY"
if env.bool("DELIGHT_CHECKPOINTER", default=False):
    # The supervisor checkpoints in everybody's place; without it the write-ahead log would grow without bound.
    PRAGMAS += ";PRAGMA wal_autocheckpoint=0"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 12,  # the door's "not now" must be there before a store gives up: Saleor waits for 18 seconds
    "init_command": PRAGMAS,
}
# A worker that froze inside a transaction, or whose machine vanished, gives its locks back within a minute.
POSTGRES_OPTIONS = {
    "options": "-c idle_in_transaction_session_timeout=60s"
    " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
}
DATABASE: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR / "delight.sqlite3"}
if env("DATABASE_URL", default=""):
    DATABASE = env.db("DATABASE_URL")
BUILT_IN_OPTIONS: dict[str, dict[str, Any]] = {
    "django.db.backends.sqlite3": SQLITE_OPTIONS,
    "django.db.backends.postgresql": POSTGRES_OPTIONS,
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **DATABASE,
        "OPTIONS": {**BUILT_IN_OPTIONS.get(DATABASE["ENGINE"], {}), **DATABASE.get("OPTIONS", {})},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("ru", "Русский")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns of a folder that is not there
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"

DELIGHT_SITE_URL = env("DELIGHT_SITE_URL", default="")
BEHIND_TLS = DELIGHT_SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_AGE = 12 * 3600  # seconds: a working day
if BEHIND_TLS:
    # Only the proxy on this machine reaches us, and it says how it was reached.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("DELIGHT_HSTS_SECONDS", default=30 * 24 * 3600)
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # the shop's other subdomains are not ours to bind
    "security.W008",  # the proxy redirects; a redirect from here would cost a store its event
    "security.W019",  # previews need frames of this very site
    "security.W021",  # as W005
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger's guesses lock nobody of the shop out
AXES_CLIENT_IP_CALLABLE = "delight.project.client_address.client_address"
AXES_LOCKOUT_TEMPLATE = "delight/backoffice/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # who logged in when, and from where, is nobody's business
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
WAGTAIL_SITE_NAME = "Delight"
# What a machine calls "localtime" no browser knows: the account's page broke at it.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
WAGTAILADMIN_BASE_URL = DELIGHT_SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "delight.project.logs.Plain"}, "json": {"()": "delight.project.logs.Json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": env("DELIGHT_LOG", default="plain")}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "delight": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        # Django's own handlers would say it a second time, and with addresses.
        "django": {"handlers": [], "level": "WARNING"},
        "axes": {"level": "ERROR"},  # its warnings name people and their addresses
        "django-q": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}

# Each supervisor rings its own cluster: a frozen one elsewhere swallows nobody's rings, and hides behind no other's.
DELIGHT_CLUSTER = env(
    "DELIGHT_CLUSTER", default=f"{socket.gethostname()[:30]}-{sha256(str(VAR).encode()).hexdigest()[:8]}"
)
DELIGHT_BROKER_URL = env("DELIGHT_BROKER_URL", default="")
if DELIGHT_BROKER_URL and "socket_timeout" not in DELIGHT_BROKER_URL:
    # A broker that hangs must not hold up whoever rings.
    DELIGHT_BROKER_URL += f"{'&' if '?' in DELIGHT_BROKER_URL else '?'}socket_timeout=3&socket_connect_timeout=1"
Q_CLUSTER = {
    "name": DELIGHT_CLUSTER,
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "timeout": 120,
    "retry": 600,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "catch_up": False,
    "guard_cycle": 0.5,
    "recycle": 500,
    "poll": 0.2,
    "log_level": "WARNING",
    **({"redis": DELIGHT_BROKER_URL} if DELIGHT_BROKER_URL else {"orm": "default"}),
}

DELIGHT_STORE = env("DELIGHT_STORE", default="storefront_hooks.saleor.SaleorStore")
DELIGHT_STORE_OPTIONS = {
    "api_urls": env("DELIGHT_STORE_API_URLS", default=""),
    "dashboard_origins": env("DELIGHT_STORE_DASHBOARDS", default=""),
    "base_url": DELIGHT_SITE_URL,
    **env.json("DELIGHT_STORE_OPTIONS", default={}),
}
DELIGHT_SHOP_NAME = env("DELIGHT_SHOP_NAME", default="")
DELIGHT_SHOP_ADDRESS = env("DELIGHT_SHOP_ADDRESS", default="")
DELIGHT_SHOP_URL = env("DELIGHT_SHOP_URL", default="")
DELIGHT_PRODUCT_URL = env("DELIGHT_PRODUCT_URL", default="")
DELIGHT_REVIEW_URL = env("DELIGHT_REVIEW_URL", default="")
DELIGHT_WITHDRAWAL_URL = env("DELIGHT_WITHDRAWAL_URL", default="")
DELIGHT_SHOP_COUNTRY = env("DELIGHT_SHOP_COUNTRY", default="DE")
DELIGHT_ROAD_DAYS = env.json("DELIGHT_ROAD_DAYS", default={})
DELIGHT_PIECE_COSTS = env.json("DELIGHT_PIECE_COSTS", default={})
DELIGHT_SURE_WITHIN = env.float("DELIGHT_SURE_WITHIN", default=0.1)
DELIGHT_WRITE_BACK = env.bool("DELIGHT_WRITE_BACK", default=False)
DELIGHT_CARRIER_KEY = env("DELIGHT_CARRIER_KEY", default="")
DELIGHT_SENDER = env("DELIGHT_SENDER", default="")
DELIGHT_REPLY_TO = env("DELIGHT_REPLY_TO", default="")
DELIGHT_REPLY_TOKEN = env.bool("DELIGHT_REPLY_TOKEN", default=False)
DELIGHT_INBOX = env("DELIGHT_INBOX", default="")
DELIGHT_LANGUAGE = env("DELIGHT_LANGUAGE", default="en")
DELIGHT_TIME_ZONE = env("DELIGHT_TIME_ZONE", default="Europe/Berlin")
DELIGHT_NOTICES = env.json("DELIGHT_NOTICES", default=[])
DELIGHT_ADDRESS_KEY = env("DELIGHT_ADDRESS_KEY", default="")
DELIGHT_MAIL = env("DELIGHT_MAIL", default="")
ANYMAIL = env.json("ANYMAIL", default={})
DELIGHT_ALARM_TO = env("DELIGHT_ALARM_TO", default="")
DELIGHT_METRICS_TOKEN = env("DELIGHT_METRICS_TOKEN", default="")
DELIGHT_BACKUPS = env("DELIGHT_BACKUPS", default=str(VAR / "backups"))
DELIGHT_CONNECTIONS = env.int("DELIGHT_CONNECTIONS", default=2)
DELIGHT_BACKUPS_KEPT = env.int("DELIGHT_BACKUPS_KEPT", default=14)

if DELIGHT_DEMO:
    from delight.demo.settings import *  # noqa: F403
