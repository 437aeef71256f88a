"""The demo's settings with the busy shop as its store."""

from delight.project.settings import *  # noqa: F403 - settings are a star

DELIGHT_STORE = "tests.browser.busy_shop.BusyStore"
