"""What a mail says and looks like, read from its raw bytes."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, UndefinedError
from pytest_django.fixtures import Settings

from delight.errors import NothingToSay, PermanentError, TransportDown
from delight.mails.compose import SHOWN, compose, html_part
from delight.mails.letter import Letter
from tests.mails.letters import COMING, LINK, STOP, a_letter, as_read, parsed, part


def raw_head(letter: Letter) -> str:
    return compose(letter).source.split(b"\r\n\r\n")[0].decode()


class Tags(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]


def html_tags(letter: Letter) -> Tags:
    return Tags(compose(letter).html)


def test_an_offer_carries_the_one_click_stop_exactly_as_rfc_8058_writes_it() -> None:
    lines = raw_head(a_letter()).split("\r\n")
    assert f"List-Unsubscribe: <{STOP}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_a_service_mail_carries_no_one_click_stop() -> None:
    assert "List-Unsubscribe" not in raw_head(a_letter(klass="service"))


def test_a_stop_link_that_is_not_https_is_refused() -> None:
    with pytest.raises(PermanentError, match="DELIGHT_SITE_URL"):
        compose(a_letter(one_click_link="http://delight.example/d/stop/x/"))


def test_the_feedback_id_has_four_fields_and_names_no_person_order_or_message() -> None:
    mira = parsed(a_letter())["Feedback-ID"]
    jonas = parsed(a_letter(to_email="jonas@example.org", to_name="Jonas", message_id="other.2@lindenloom.example"))
    assert mira == jonas["Feedback-ID"]
    kind, template, channel, sender = mira.split(":")
    assert (kind, template, channel) == ("guide", "known-en-abcdef0123", "offer")
    assert 5 <= len(sender) <= 15


def test_a_planned_mail_says_that_it_was_sent_by_a_machine() -> None:
    assert parsed(a_letter())["Auto-Submitted"] == "auto-generated"


def test_the_line_ends_of_a_browser_leave_as_a_mail_writes_them() -> None:
    source = compose(a_letter(text=f"One.\r\n\r\nTwo.\r\n{LINK}")).source
    assert b"\r\r" not in source
    assert b"One.\r\n\r\nTwo.\r\n" in source


def test_the_message_id_is_the_given_one_in_angle_brackets() -> None:
    assert parsed(a_letter())["Message-ID"] == "<0b7b.1@lindenloom.example>"
    assert compose(a_letter()).message_id == "<0b7b.1@lindenloom.example>"


@pytest.mark.parametrize("given", ["without-domain", "a b@c", "a@b>\r\nBcc: x@y"])
def test_a_message_id_that_breaks_out_of_its_line_is_refused(given: str) -> None:
    with pytest.raises(PermanentError, match="Message-ID"):
        compose(a_letter(message_id=given))


def test_a_mail_goes_to_one_person_and_nobody_hidden() -> None:
    message = parsed(a_letter())
    assert len(message["To"].addresses) == 1
    assert message["Cc"] is None
    assert message["Bcc"] is None


def test_answers_go_to_the_sender_unless_another_box_is_set(settings: Settings) -> None:
    assert parsed(a_letter())["Reply-To"].addresses[0].addr_spec == "hannah@lindenloom.example"
    settings.DELIGHT_REPLY_TO = "Büro <post@lindenloom.example>"
    reply_to = parsed(a_letter())["Reply-To"].addresses[0]
    assert (reply_to.display_name, reply_to.addr_spec) == ("Büro", "post@lindenloom.example")


@pytest.mark.parametrize(
    "name",
    [
        "Mira Albrecht",
        "Søren Ångström-Öztürk",
        "Мира Альбрехт",
        "مريم البرشت",
        'Albrecht, Mira "Mimi" (Leipzig); <x@y>',
        "Mira 🌿👩‍🌾",
        "Maximiliane Theodora Freifrau von und zu der Hohen Warte am Walde",
        "=?utf-8?q?sneaky?=",
    ],
)
def test_a_display_name_arrives_as_it_was_written(name: str) -> None:
    to = parsed(a_letter(to_name=name))["To"]
    assert [(address.display_name, address.addr_spec) for address in to.addresses] == [(name, "mira@example.org")]


@pytest.mark.parametrize("field", ["to_name", "subject"])
def test_a_line_break_in_a_value_makes_no_new_header(field: str) -> None:
    letter = a_letter(**{field: "Mira\r\nBcc: everyone@example.org\n\nbody"})
    assert parsed(letter)["Bcc"] is None
    assert "\r\nBcc" not in raw_head(letter)


@pytest.mark.parametrize(
    "address", ["", "mira", "mira@a@b", "mira@example.org,jonas@example.org", "mira@example.org\r\nRCPT TO:<x@y>"]
)
def test_an_address_that_is_not_one_address_is_refused_by_name(address: str) -> None:
    with pytest.raises(PermanentError, match="not one mail address"):
        compose(a_letter(to_email=address))


def test_a_foreign_domain_travels_in_ascii() -> None:
    assert compose(a_letter(to_email="mira@bücher.example")).recipient == "mira@xn--bcher-kva.example"


def test_without_a_sender_nothing_is_composed(settings: Settings) -> None:
    settings.DELIGHT_SENDER = ""
    with pytest.raises(TransportDown, match="DELIGHT_SENDER"):
        compose(a_letter())


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_every_byte_on_the_wire_is_seven_bit_and_no_line_is_longer_than_rfc_5322_allows(language: str) -> None:
    letter = a_letter(language=language, greeting="Дорогая Мира 🌿,", subject="Памятка к посылке", to_name="Мира")
    source = compose(letter).source
    assert source.isascii()
    assert max(len(line) for line in source.split(b"\r\n")) <= 998
    assert b"\n" not in source.replace(b"\r\n", b"")


def test_the_text_part_comes_first_and_the_html_part_last() -> None:
    message = parsed(a_letter())
    assert message.get_content_type() == "multipart/alternative"
    parts = [(piece.get_content_type(), piece.get_content_charset()) for piece in message.iter_parts()]
    assert parts == [("text/plain", "utf-8"), ("text/html", "utf-8")]


@pytest.mark.parametrize("sort", ["plain", "html"])
@pytest.mark.parametrize(
    "fact",
    [
        "Dear Mira,",
        "Your parcel arrived on Thursday.",
        "Wash it alone the first time, lukewarm.",
        "Hannah Lindner or a colleague reads it.",
        "you placed order 1042 on 1 November.",
        "Lindenauer Markt 7, 04177 Leipzig, Germany",
        LINK,
        STOP,
        COMING,
    ],
)
def test_both_parts_hold_the_same_facts_and_links(sort: str, fact: str) -> None:
    said = part(parsed(a_letter()), sort)
    assert fact in (as_read(said) if sort == "html" else said)


def test_no_line_of_the_text_part_is_longer_than_78_characters_but_a_link() -> None:
    letter = a_letter(text="word " * 60 + f"\n\n{LINK}{'x' * 80}", reason="because " * 30)
    long = [line for line in part(parsed(letter), "plain").split("\n") if len(line) > 78]
    assert all(line.startswith("https://") for line in long)
    assert len(long) == 1


def test_a_name_with_markup_is_text_in_the_html_part() -> None:
    html = compose(a_letter(greeting="Dear <b>Mira</b> & Co,")).html
    assert "Dear &lt;b&gt;Mira&lt;/b&gt; &amp; Co," in html


def test_braces_in_a_name_stay_braces() -> None:
    assert "Dear {{ link }} {first_name}," in compose(a_letter(greeting="Dear {{ link }} {first_name},")).html


@pytest.mark.parametrize("field", [name for name in SHOWN if name not in {"language", "paragraphs"}])
def test_no_value_is_markup_or_a_template_in_either_part(field: str) -> None:
    hostile = """{{ 7*7 }}{% if x %}{# y #}<b onload='x'>"&"""
    composed = compose(a_letter(**{field: hostile}))
    tags = Tags(composed.html)
    assert tags.named("b") == []
    assert not any("onload" in attributes for _, attributes in tags.found)
    assert "49" not in composed.html + composed.text
    assert hostile in unescape(composed.html) + composed.text


def test_a_paragraph_and_an_answer_are_text_too() -> None:
    hostile = """{{ 7*7 }}<b onload='x'>"&"""
    html = compose(a_letter(paragraphs=(hostile,), choices=((hostile, f"{LINK}?{hostile}"),))).html
    assert unescape(html).count(hostile) == 3
    assert Tags(html).named("b") == []


def test_a_frame_asks_for_no_word_that_is_not_there() -> None:
    with pytest.raises(UndefinedError):
        html_part({}, direction="ltr")


def test_a_frame_of_the_sites_that_asks_for_more_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = tmp_path / "delight/mails/frame.txt"
    frame.parent.mkdir(parents=True)
    frame.write_text("{{ greeting }} {{ weather }}", encoding="utf-8")
    monkeypatch.setattr("delight.mails.compose._text_frame", lambda: frames_in(tmp_path))
    with pytest.raises(NothingToSay, match="frame .*'weather' is undefined"):
        compose(a_letter())


def frames_in(folder: Path) -> Template:
    loader = FileSystemLoader(folder)
    return Environment(loader=loader, undefined=StrictUndefined).get_template("delight/mails/frame.txt")


def test_a_right_to_left_name_stands_in_an_isolate_in_both_parts() -> None:
    composed = compose(a_letter(greeting="Dear שרה לוי, 3 steps"))
    assert "Dear \u2068שרה לוי\u2069, 3 steps" in composed.text
    assert "Dear \u2068שרה לוי\u2069, 3 steps" in composed.html


def test_a_directional_override_in_a_name_is_dropped() -> None:
    composed = compose(a_letter(greeting="Dear \u202eariM,"))
    assert "\u202e" not in composed.text + composed.html


def test_the_language_and_direction_stand_on_the_page_and_on_the_outermost_wrapper() -> None:
    tags = html_tags(a_letter(language="de"))
    assert tags.named("html")[0]["lang"] == "de"
    wrapper = next(div for div in tags.named("div") if div.get("role") == "article")
    assert (wrapper["lang"], wrapper["dir"]) == ("de", "ltr")


def test_a_language_written_from_the_right_turns_the_letter() -> None:
    tags = html_tags(a_letter(language="he"))
    assert tags.named("html")[0]["dir"] == "rtl"


def test_every_table_is_only_layout() -> None:
    tables = html_tags(a_letter()).named("table")
    assert tables
    assert {table.get("role") for table in tables} == {"presentation"}


def test_there_is_one_first_heading() -> None:
    assert len(html_tags(a_letter()).named("h1")) == 1


def test_no_pixel_no_remote_picture_and_no_remote_style_is_needed() -> None:
    tags = html_tags(a_letter())
    assert [tag for tag, _ in tags.found if tag in {"img", "link", "script", "iframe"}] == []
    assert "url(" not in compose(a_letter()).html
    assert "@import" not in compose(a_letter()).html


def test_dark_mode_is_announced_and_has_its_own_colours() -> None:
    html = compose(a_letter()).html
    metas = {meta.get("name"): meta.get("content") for meta in html_tags(a_letter()).named("meta")}
    assert metas["color-scheme"] == metas["supported-color-schemes"] == "light dark"
    assert "@media (prefers-color-scheme: dark)" in html
    assert ":root { color-scheme: light dark;" in html


def test_visible_links_are_underlined_and_high_enough_for_a_thumb() -> None:
    footer = [link for link in html_tags(a_letter()).named("a") if link["href"] in {STOP, COMING}]
    assert len(footer) == 2
    for link in footer:
        assert "text-decoration: underline" in link["style"]
        assert "padding: 11px 0;line-height: 24px" in link["style"]


def test_no_text_is_smaller_than_sixteen_pixels() -> None:
    sizes = {float(size) for size in re.findall(r"font-size:\s*([\d.]+)px", compose(a_letter()).html)}
    assert min(sizes - {0.0, 1.0}) >= 16


def relative_luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#2b2723", "#fffdf9"),
        ("#8a3f22", "#fffdf9"),
        ("#6b6157", "#fffdf9"),
        ("#2b2723", "#f7f0e5"),
        ("#8a3f22", "#f7f0e5"),
        ("#635a50", "#f3eee6"),
        ("#8a3f22", "#f3eee6"),
        ("#ffffff", "#8a3f22"),
        ("#efe8dd", "#211e1b"),
        ("#d9a58c", "#211e1b"),
        ("#b9afa2", "#211e1b"),
        ("#efe8dd", "#2b2622"),
        ("#d9a58c", "#2b2622"),
        ("#b9afa2", "#171513"),
        ("#d9a58c", "#171513"),
        ("#1f1512", "#d9a58c"),
    ],
)
def test_every_pair_of_colours_of_the_frame_is_readable(text: str, ground: str) -> None:
    html = compose(a_letter()).html
    assert text in html
    assert ground in html
    lighter, darker = sorted((relative_luminance(text), relative_luminance(ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_gmail_does_not_clip_a_long_letter() -> None:
    letter = a_letter(paragraphs=tuple("A paragraph of about a hundred characters, " * 3 for _ in range(12)))
    assert len(compose(letter).html.encode()) < 100_000


def test_a_letter_without_a_first_step_has_no_empty_box() -> None:
    assert 'class="note ink"' in compose(a_letter()).html
    assert 'class="note ink"' not in compose(a_letter(highlight="", highlight_label="")).html


def test_without_a_signer_the_help_line_promises_a_person() -> None:
    assert "just reply – a person reads it." in compose(a_letter(signer="")).text


def test_the_same_letter_gives_the_same_body_byte_for_byte() -> None:
    first, second = (compose(a_letter()).source.partition(b"MIME-Version")[2] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("subject", ["Памятка к тому, что было в посылке, и ещё немного слов", "x" * 120, "Ein Gruß"])
def test_a_long_or_foreign_subject_arrives_whole(subject: str) -> None:
    assert parsed(a_letter(subject=subject))["Subject"] == subject


def test_the_hidden_preview_line_is_the_letters_own() -> None:
    html = compose(a_letter()).html
    assert html.index("The first step is in this mail.") < html.index("Linden &amp; Loom")
