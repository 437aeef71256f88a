"""The demo shop's settings: the sample store, a local outbox, and a shop that does not exist."""

import secrets
from pathlib import Path

import environ

env = environ.Env()
VAR = Path(env("DELIGHT_VAR", default="var")).resolve()


def _secret() -> str:
    """A random key of this folder's own, made once and kept beside the demo's database."""
    path = VAR / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret()
DELIGHT_SITE_URL = f"http://127.0.0.1:{env('DELIGHT_PORT', default='8765')}"
WAGTAILADMIN_BASE_URL = DELIGHT_SITE_URL
DELIGHT_STORE = "storefront_hooks.sample.SampleStore"
DELIGHT_STORE_OPTIONS = {"base_url": DELIGHT_SITE_URL, "dashboard_origins": env("DELIGHT_STORE_DASHBOARDS", default="")}
DELIGHT_SHOP_NAME = "Linden & Loom"
DELIGHT_SHOP_ADDRESS = "Linden & Loom, Lindenauer Markt 7, 04177 Leipzig, Germany"
DELIGHT_SHOP_URL = "https://lindenloom.example/"
DELIGHT_REVIEW_URL = "https://reviews.example/linden-loom"
DELIGHT_WITHDRAWAL_URL = "https://lindenloom.example/withdraw"
DELIGHT_SHOP_COUNTRY = "DE"
DELIGHT_SENDER = "Hannah at Linden & Loom <hannah@lindenloom.example>"
DELIGHT_REPLY_TO = ""
DELIGHT_LANGUAGE = "en"
DELIGHT_TIME_ZONE = "Europe/Berlin"
DELIGHT_NOTICES = [
    {"text": "checkout-2026-05", "valid_from": "2026-05-01", "channels": ["sample", "default-channel", "channel-pln"]}
]
DELIGHT_MAIL = f"file:{VAR / 'outbox'}"
DELIGHT_BACKUPS = ""
