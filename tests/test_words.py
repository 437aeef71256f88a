"""The shipped words and the demo shop's content, read as the customers of four languages will meet them."""

import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent / "delight"
LANGUAGES = ("en", "fr", "de", "ru")
OTHERS = LANGUAGES[1:]

Table = dict[str, Any]  # what tomllib hands out: text, lists and tables, with no schema of its own

WORDING_KEYS = {
    "kind", "variant", "subject", "preheader", "heading", "greeting", "plain_greeting", "body", "button", "text",
    "closing", "reason", "kicker", "hand_line", "qr_caption",
}  # fmt: skip
VARIANTS = {
    ("note", "first"), ("note", "again"), ("note", "gift"), ("note", "gift_from"),
    ("note", "second"), ("note", "fifth"), ("note", "anniversary"), ("note", "sorry"),
    ("insert", "story"), ("insert", "guide"), ("insert", "bundle"), ("insert", "share"),
    ("insert", "sample"), ("insert", "change"),
    ("guide", "known"), ("guide", "estimate"), ("guide", "tips"), ("help", "check"),
    ("review", "ask"), ("refund", "plain"), ("refund", "offer"),
    ("question", "recommend"), ("question", "gift"),
    ("share", "joy"), ("share", "again"), ("share", "told"),
    ("thanks", "second"), ("thanks", "fifth"),
    ("gift_thanks", "passed_on"),
}  # fmt: skip
MAILS = sorted(variant for variant in VARIANTS if variant[0] not in {"note", "insert"})
LEADS_NOWHERE = {"gift_thanks", "thanks"}
"""Kinds of mail without a link of their own."""
LEADING = [variant for variant in MAILS if variant[0] not in LEADS_NOWHERE]
NOTES = sorted(variant for variant in VARIANTS if variant[0] == "note")
INSERTS = sorted(variant for variant in VARIANTS if variant[0] == "insert")
FILLED_BY_MEDIUM = {
    "mail": {
        "subject", "preheader", "heading", "greeting", "plain_greeting", "body", "button", "text", "closing", "reason",
    },
    "card": {"greeting", "plain_greeting", "body", "closing"},
    "insert": {"kicker", "hand_line", "qr_caption", "closing"},
}  # fmt: skip
IN_WORDINGS = {
    "first_name", "shop", "signer", "signer_role", "product", "products", "order_number", "ordered_on", "arrived_on",
    "last_day", "guide_title", "link", "giver", "worth_telling", "withdrawal",
}  # fmt: skip
IN_FRAME = {
    **dict.fromkeys(("help_signer", "alt_signature"), {"signer"}),
    "sent_by": {"shop", "address"},
    "withdrawal": {"day"},
    "told_guide_compliment": {"shop"},
    **dict.fromkeys(("told_guide_problem", "told_guide_discovery"), {"fact"}),
}
IN_PAGES = {
    "coming_on": {"day"},
    "coming_paused": {"day"},
    "kind_guide_for": {"product"},
    "share_text": {"link"},
    "export_mail_greeting": {"first_name"},
    "coming_moved": {"day"},
}
GIVES_A_GIFT_AWAY = {"product", "products", "order_number", "ordered_on", "arrived_on", "guide_title"}

BANNED = {
    "en": (
        "no-reply", "noreply", "do not reply", "urgent", "last chance", "hurry", "exclusive", "dear customer",
        "valued customer", "act now", "limited", "hope this email", "finds you well", "amazing", "premium", "discount",
        "voucher", "handwritten", "wrote this by hand", "inconvenience", "click here", "unsubscribe",
    ),
    "fr": (
        "no-reply", "ne pas répondre", "urgent", "dernière chance", "dépêchez", "exclusi", "cher client",
        "chère cliente", "offre limitée", "profitez-en vite", "remise", "promotion", "premium", "écrit à la main",
        "manuscrit", "cliquez ici", "ravi de",
    ),
    "de": (
        "no-reply", "nicht antworten", "dringend", "letzte chance", "beeilen", "exklusiv", "lieber kunde",
        "liebe kundin", "sehr geehrte", "nur heute", "rabatt", "gutschein", "premium", "handgeschrieben",
        "klicken sie hier", "unannehmlichkeit", "jetzt zugreifen",
    ),
    "ru": (
        "no-reply", "не отвечайте", "срочно", "последний шанс", "спешите", "торопитесь", "эксклюзив", "уникальн",
        "уважаемый клиент", "дорогой клиент", "только сегодня", "скидк", "премиум", "написано от руки", "нажмите здесь",
        "промокод",
    ),
}  # fmt: skip


def read(folder: str, *, language: str) -> Table:
    return tomllib.loads((ROOT / folder / f"{language}.toml").read_text(encoding="utf-8"))


WORDS = {language: read("wordings", language=language) for language in LANGUAGES}
SHOP = {language: read("demo/shop", language=language) for language in LANGUAGES}


def wordings(language: str) -> dict[tuple[str, str], Table]:
    return {(row["kind"], row["variant"]): row for row in WORDS[language]["wording"]}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def everything(language: str) -> list[str]:
    return [*strings(WORDS[language]), *strings(SHOP[language])]


def count_words(text: str) -> int:
    return len(re.findall(r"[^\W_]+(?:[’.,-][^\W_]+)*", text.replace("{", "").replace("}", "").replace("_", "")))


def medium_of(kind: str) -> str:
    return {"note": "card", "insert": "insert"}.get(kind, "mail")


def rows(section: str) -> dict[str, dict[str, Table]]:
    return {language: {row["key"]: row for row in SHOP[language][section]} for language in LANGUAGES}


def shape(section: str, *, language: str) -> dict[str, tuple[object, ...]]:
    """What must not differ between languages: key, order, where a row belongs, how many steps and answers it has."""
    return {
        row["key"]: (
            tuple(row),
            row.get("products"),
            row.get("categories"),
            row.get("default"),
            row.get("holds"),
            row.get("left"),
            len(row.get("steps", [])),
            len(row.get("stuck", [])),
        )
        for row in SHOP[language][section]
    }


every_language = pytest.mark.parametrize("language", LANGUAGES)
every_other_language = pytest.mark.parametrize("language", OTHERS)


@every_language
def test_every_kind_and_variant_has_words_exactly_once(language: str) -> None:
    found = [(row["kind"], row["variant"]) for row in WORDS[language]["wording"]]
    assert sorted(found) == sorted(VARIANTS)


@every_language
def test_every_wording_has_the_same_keys(language: str) -> None:
    assert {frozenset(row) for row in WORDS[language]["wording"]} == {frozenset(WORDING_KEYS)}


@every_language
def test_a_wording_fills_what_its_medium_shows_and_nothing_else(language: str) -> None:
    for (kind, variant), row in wordings(language).items():
        filled = {key for key in WORDING_KEYS - {"kind", "variant"} if row[key]}
        expected = FILLED_BY_MEDIUM[medium_of(kind)] - ({"button"} if kind in LEADS_NOWHERE else set())
        assert filled == expected, (kind, variant)


@every_language
def test_words_use_only_placeholders_that_exist(language: str) -> None:
    for row in WORDS[language]["wording"]:
        for text in strings(row):
            assert placeholders(text) <= IN_WORDINGS, text


@every_language
@pytest.mark.parametrize(("section", "allowed"), [("frame", IN_FRAME), ("pages", IN_PAGES)])
def test_a_line_of_frame_or_page_asks_for_no_fact_it_will_not_get(
    language: str, section: str, allowed: dict[str, set[str]]
) -> None:
    found = {key: placeholders(text) for key, text in WORDS[language][section].items() if placeholders(text)}
    assert found == allowed


@every_other_language
@pytest.mark.parametrize("section", ["frame", "pages", "holds"])
def test_frame_and_pages_have_the_same_lines_in_all_languages(language: str, section: str) -> None:
    assert set(WORDS[language][section]) == set(WORDS["en"][section])


@every_language
@pytest.mark.parametrize("section", ["frame", "pages", "holds"])
def test_no_line_of_frame_or_page_is_empty(language: str, section: str) -> None:
    assert [key for key, text in WORDS[language][section].items() if not text.strip()] == []


@every_other_language
def test_translations_tell_the_same_facts(language: str) -> None:
    for variant, row in wordings(language).items():
        for key in ("subject", "heading", "body", "text", "reason"):
            assert placeholders(row[key]) == placeholders(wordings("en")[variant][key]), (variant, key)


@every_language
@pytest.mark.parametrize("variant", MAILS)
def test_a_subject_is_short_and_holds_no_fact_that_could_spoil_a_gift(language: str, variant: tuple[str, str]) -> None:
    subject = wordings(language)[variant]["subject"]
    assert len(subject) <= 60
    assert placeholders(subject) & GIVES_A_GIFT_AWAY == set()
    assert not re.match(r"(re|fwd?|aw|wg|tr)\s*:", subject, re.IGNORECASE)


@every_language
@pytest.mark.parametrize("variant", MAILS)
def test_a_preheader_says_something_the_subject_did_not(language: str, variant: tuple[str, str]) -> None:
    row = wordings(language)[variant]
    subject, preheader = row["subject"].lower(), row["preheader"].lower()
    assert subject not in preheader
    assert preheader not in subject
    assert len(preheader) <= 90


@every_language
@pytest.mark.parametrize("variant", LEADING)
def test_the_text_part_holds_its_link_on_a_line_of_its_own(language: str, variant: tuple[str, str]) -> None:
    text = wordings(language)[variant]["text"]
    assert text.split("\n").count("{link}") == 1
    assert text.count("{link}") == 1


@every_language
@pytest.mark.parametrize("variant", MAILS)
def test_body_and_text_part_tell_the_same_facts(language: str, variant: tuple[str, str]) -> None:
    row = wordings(language)[variant]
    assert placeholders(row["body"]) == placeholders(row["text"]) - {"link"}


@every_language
@pytest.mark.parametrize("variant", MAILS)
def test_a_mail_says_for_which_order_it_comes(language: str, variant: tuple[str, str]) -> None:
    assert placeholders(wordings(language)[variant]["reason"]) == {"order_number", "ordered_on"}


@every_language
@pytest.mark.parametrize("variant", MAILS)
def test_a_mail_opens_with_thanks(language: str, variant: tuple[str, str]) -> None:
    thanks = {"en": "thank", "fr": "merci", "de": "danke", "ru": "спасибо"}[language]
    assert wordings(language)[variant]["body"].strip().lower().startswith(thanks)


@every_language
def test_an_estimated_arrival_is_never_told_as_known(language: str) -> None:
    assert "arrived_on" not in set().union(*map(placeholders, strings(wordings(language)["guide", "estimate"])))


@every_language
@pytest.mark.parametrize("variant", MAILS)
def test_a_mail_names_no_product_for_the_guide_may_be_about_another_line(
    language: str, variant: tuple[str, str]
) -> None:
    found = set().union(*map(placeholders, strings(wordings(language)[variant])))
    assert found & {"product", "products"} == set()


@every_language
@pytest.mark.parametrize("variant", NOTES)
def test_a_note_fits_on_its_card(language: str, variant: tuple[str, str]) -> None:
    body = wordings(language)[variant]["body"].replace("{worth_telling}", "")
    assert 30 <= count_words(body) <= 55


@every_language
@pytest.mark.parametrize("trigger", ["compliment", "problem", "discovery"])
def test_what_a_tag_adds_to_a_card_is_short(language: str, trigger: str) -> None:
    assert len(WORDS[language]["frame"][f"told_note_{trigger}"]) <= 86


@every_language
@pytest.mark.parametrize("variant", [("note", "gift"), ("note", "gift_from")])
def test_a_gift_note_tells_the_recipient_nothing_about_the_order(language: str, variant: tuple[str, str]) -> None:
    found = set().union(*map(placeholders, strings(wordings(language)[variant])))
    assert found <= {"first_name", "giver"}


@every_language
def test_only_the_greeting_needs_a_first_name(language: str) -> None:
    for row in WORDS[language]["wording"]:
        assert "first_name" not in set().union(*(placeholders(row[key]) for key in row if key != "greeting"))


@every_language
@pytest.mark.parametrize("variant", INSERTS)
def test_a_handwritten_line_is_one_line(language: str, variant: tuple[str, str]) -> None:
    assert len(wordings(language)[variant]["hand_line"]) <= 64


@every_language
def test_no_sentence_hurries_flatters_or_pretends(language: str) -> None:
    found = {(word, text) for text in everything(language) for word in BANNED[language] if word in text.lower()}
    assert found == set()


@every_language
def test_one_exclamation_mark_belongs_to_a_greeting_and_no_other_sentence_needs_one(language: str) -> None:
    greetings = {row[key] for row in WORDS[language]["wording"] for key in ("greeting", "plain_greeting")}
    assert [text for text in everything(language) if "!" in text and text not in greetings] == []


@every_language
def test_text_holds_no_double_spaces_and_no_stray_ends(language: str) -> None:
    for text in everything(language):
        body = text.strip("\n")
        assert body == body.strip(), text
        assert "  " not in body, text
        assert re.search(r"[ \t]\n|\n{3}", body) is None, text


def test_french_puts_a_hard_space_before_tall_punctuation() -> None:
    wrong = re.compile(r"(?<![\u00a0\u202f])[;!?»]|(?<![\u00a0\u202f])(?<!https):(?!//)|«(?![\u00a0\u202f])")
    assert [text for text in everything("fr") if wrong.search(text)] == []


def test_french_and_english_use_curly_apostrophes() -> None:
    assert [text for language in ("fr", "en") for text in everything(language) if "'" in text] == []


@every_language
def test_each_language_uses_its_own_quotation_marks(language: str) -> None:
    foreign = set({"en": '«»„"', "fr": '“”„"', "de": '«»”"', "ru": '“”„"'}[language])
    assert [text for text in everything(language) if set(text) & foreign] == []


def test_russian_writes_to_one_person_in_small_letters() -> None:
    polite = re.compile(r"(?<=[а-яё,:;»] )(Вы|Вас|Вам|Вами|Ваш\w*)\b")
    assert [text for text in everything("ru") if polite.search(text)] == []


def test_german_goes_on_in_small_letters_after_the_greeting() -> None:
    bodies = [row[key] for row in WORDS["de"]["wording"] for key in ("body", "text") if row["greeting"] and row[key]]
    assert [body for body in bodies if not body[0].islower()] == []


@pytest.mark.parametrize("section", ["signer", "story", "guide", "bundle", "sample"])
@every_other_language
def test_the_demo_shop_is_complete_in_every_language(language: str, section: str) -> None:
    assert shape(section, language=language) == shape(section, language="en")


@every_language
def test_the_demo_shop_leaves_no_field_empty(language: str) -> None:
    assert [text for text in strings(SHOP[language]) if not text.strip()] == []


@every_language
def test_one_story_is_the_default(language: str) -> None:
    assert [row["key"] for row in SHOP[language]["story"] if row["default"]] == ["why-we-do-this"]


@every_language
def test_a_story_is_long_enough_to_be_one_and_short_enough_to_be_read(language: str) -> None:
    for row in SHOP[language]["story"]:
        assert 120 <= count_words(row["body"]) <= 200, row["key"]
        assert 3 <= len(row["body"].strip().split("\n\n")) <= 5, row["key"]
        assert len(row["summary"]) <= 160, row["key"]


@every_language
def test_a_guide_has_a_few_short_steps(language: str) -> None:
    for row in [*SHOP[language]["guide"], *SHOP[language]["sample"]]:
        assert 4 <= len(row["steps"]) <= 6, row["key"]
        assert [step for step in row["steps"] if len(step) > 160] == [], row["key"]


@every_language
def test_a_guide_knows_where_people_get_stuck_and_what_it_is_not_for(language: str) -> None:
    for row in [*SHOP[language]["guide"], *SHOP[language]["sample"]]:
        assert 2 <= len(row["stuck"]) <= 3, row["key"]
        assert all(set(answer) == {"q", "a"} for answer in row["stuck"]), row["key"]
        assert row["not_for"], row["key"]


@every_language
def test_a_bundle_puts_no_price_on_a_gift(language: str) -> None:
    money = re.compile(r"[€$£₽]|\bEUR\b|\beuros?\b|\bевро\b|\d", re.IGNORECASE)
    assert [text for row in SHOP[language]["bundle"] for text in strings(row) if money.search(text)] == []


@pytest.mark.parametrize("section", ["story", "guide", "bundle", "sample"])
def test_a_translation_is_not_a_copy(section: str) -> None:
    by_language = rows(section)
    for key in by_language["en"]:
        titles = [by_language[language][key]["title"] for language in LANGUAGES]
        assert len(set(titles)) == len(LANGUAGES), key
