"""What can be measured of the look: contrast in light, dark and inverted, sizes, headings, names of controls."""

import re
from pathlib import Path

import pytest
from django.test import Client

from delight.links import sign
from tests.factories import a_touch

CSS = (Path(__file__).resolve().parents[2] / "delight/static/delight/pages.css").read_text()
TEXT_ON_GROUND = [
    *[(text, ground) for ground in ("paper", "desk", "note") for text in ("ink", "quiet", "accent")],
    ("on-accent", "accent"),
]


def palette(scheme: str) -> dict[str, str]:
    light, dark = CSS.split("@media (prefers-color-scheme: dark)")[:2]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark.split("}")[0]))


def luminance(colour: str, *, inverted: bool) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    turned = [1 - value if inverted else value for value in channels]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in turned)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, *, inverted: bool = False) -> float:
    lighter, darker = sorted((luminance(one, inverted=inverted), luminance(other, inverted=inverted)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("inverted", [False, True], ids=["as drawn", "inverted by a reader"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_is_readable_on_its_ground(scheme: str, text: str, ground: str, inverted: bool) -> None:
    colours = palette(scheme)
    assert contrast(colours[text], colours[ground], inverted=inverted) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_field_is_seen(scheme: str) -> None:
    colours = palette(scheme)
    assert contrast(colours["edge"], colours["paper"]) >= 3


def test_no_text_is_smaller_than_sixteen_pixels() -> None:
    screen = CSS.split("@media print")[0]
    assert min(float(size) for size in re.findall(r"font(?:-size)?: ([\d.]+)rem", screen)) >= 1


def test_everything_that_is_pressed_is_high_enough_for_a_thumb() -> None:
    heights = {
        name: float(size) * 16 for name, size in re.findall(r"(\.choice[.a-z]*) {[^}]*min-height: ([\d.]+)rem", CSS)
    }
    assert set(heights) == {".choice", ".choice.small"}
    assert min(heights.values()) >= 44


def test_no_style_comes_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "@font-face" not in CSS


@pytest.mark.django_db
@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("page", ["stop", "coming", "guide", "share"])
def test_a_page_has_one_first_heading_one_main_part_and_a_title(browser: Client, page: str) -> None:
    html = browser.get(f"/d/{page}/{sign(a_touch().token, purpose=page)}/").content.decode()
    assert html.count("<h1>") == html.count("<main") == 1
    (title,) = re.findall(r"<title>(.*)</title>", html)
    assert re.fullmatch(r".{3,} – Linden &amp; Loom", title)


@pytest.mark.django_db
@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("page", ["share", "guide"])
def test_every_field_has_a_label_and_every_picture_words(browser: Client, page: str) -> None:
    html = browser.get(f"/d/{page}/{sign(a_touch().token, purpose=page)}/").content.decode()
    fields = re.findall(r'<textarea id="(\w+)"', html)
    assert fields
    assert all(f'<label for="{name}">' in html for name in fields)
    assert all(re.search(r'alt="[^"]+"', picture) for picture in re.findall(r"<img[^>]*>", html))
