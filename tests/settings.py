"""The site's own settings with a throw-away database, the sample store and a shop of the tests."""

import os
import tempfile

var = os.environ.setdefault("DELIGHT_VAR", tempfile.mkdtemp(prefix="delight-tests-"))
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if not var.endswith(worker):  # each its own: in one folder they would wait for each other's turns
    os.environ["DELIGHT_VAR"] = tempfile.mkdtemp(dir=var, suffix=worker)
os.environ.setdefault("SECRET_KEY", "only-for-tests-and-known-to-everybody")

from delight.project.settings import *  # noqa: E402, F403

DELIGHT_SITE_URL = "https://delight.example"
WAGTAILADMIN_BASE_URL = DELIGHT_SITE_URL
ALLOWED_HOSTS = ["*"]
DELIGHT_STORE = "storefront_hooks.sample.SampleStore"
DELIGHT_SHOP_NAME = "Linden & Loom"
DELIGHT_SHOP_ADDRESS = "Linden & Loom, Lindenauer Markt 7, 04177 Leipzig, Germany"
DELIGHT_SHOP_URL = "https://lindenloom.example/"
DELIGHT_REVIEW_URL = "https://reviews.example/linden-loom"
DELIGHT_WITHDRAWAL_URL = "https://lindenloom.example/withdraw"
DELIGHT_SENDER = "Hannah at Linden & Loom <hannah@lindenloom.example>"
DELIGHT_NOTICES = [{"text": "checkout-2026-05", "valid_from": "2026-05-01", "channels": ["*"]}]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DELIGHT_BACKUPS = ""
DELIGHT_CONNECTIONS = 0  # another thread would not see what a test's transaction holds
DELIGHT_CLUSTER = f"tests-{os.getpid()}"
Q_CLUSTER["name"] = DELIGHT_CLUSTER  # noqa: F405 - of the site's settings; a bell of each test process's own
