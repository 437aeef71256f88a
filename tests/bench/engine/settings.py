"""A real site on a throw-away database, with a store that answers from memory and the bench's mail server."""

import os

from tests.settings import *  # noqa: F403

DELIGHT_STORE = "tests.bench.engine.shop.RememberingStore"
DELIGHT_STORE_OPTIONS: dict[str, str] = {}
DELIGHT_MAIL = os.environ.get("BENCH_MAIL", "smtp://127.0.0.1:25")
DELIGHT_CONNECTIONS = int(os.environ.get("BENCH_CONNECTIONS", "2"))
