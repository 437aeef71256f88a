"""The tests' site as real processes see it: a database file, a mail server, a store that agrees, and a clock row."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import SQLITE_OPTIONS, VAR

if not os.environ.get("DATABASE_URL"):
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(os.environ.get("FAULTS_FOLDER", VAR)) / "faults.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
        }
    }
DELIGHT_CONNECTIONS = 2
DELIGHT_CLUSTER = f"faults-{VAR.name}"
Q_CLUSTER["name"] = DELIGHT_CLUSTER  # noqa: F405
DELIGHT_DEMO = True
DELIGHT_SITE_URL = "http://127.0.0.1:8765"
DELIGHT_STORE = "tests.faults.door.DoorStore"
DELIGHT_STORE_OPTIONS: dict[str, str] = {}
DELIGHT_MAIL = os.environ.get("FAULTS_MAIL", "")
