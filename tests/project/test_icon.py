"""A browser asks for an icon of its own accord, beside a PDF too."""

from django.test import Client


def test_a_browser_that_asks_for_an_icon_is_shown_ours(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/delight/pages-icon.svg"
