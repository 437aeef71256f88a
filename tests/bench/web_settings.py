"""The bench's site with a second door beside the real one: a bare view that does the least a door must do."""

from tests.bench.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.web_urls"
