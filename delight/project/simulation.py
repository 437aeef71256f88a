"""The site's settings for a simulation: a database of its own in a folder that goes with it."""

import os
from tempfile import mkdtemp

os.environ["DELIGHT_DEMO"] = "1"
os.environ["DELIGHT_VAR"] = mkdtemp(prefix="delight-simulation-")
os.environ.pop("DATABASE_URL", None)

from delight.project.settings import *  # noqa: F403
from delight.project.settings import DATABASES, LOGGING, PRAGMAS, SQLITE_OPTIONS
from delight.simulation.settings import *  # noqa: F403

SECRET_KEY = "of-an-invented-shop-and-known-to-everybody"  # noqa: S105 - it guards nothing
DATABASES["default"]["OPTIONS"] = {
    **SQLITE_OPTIONS,
    "init_command": PRAGMAS.replace("synchronous=FULL", "synchronous=OFF"),
}
LOGGING["loggers"]["delight"] = {"level": "CRITICAL"}
