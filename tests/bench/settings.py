"""The tests' shop on a database of its own."""

from tests.settings import *  # noqa: F403
