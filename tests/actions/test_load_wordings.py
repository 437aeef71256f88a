"""Loading the shipped words: what is missing comes, what an editor wrote stays; a broken file says what is wrong."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from delight import words
from delight.actions.load_wordings import load_wordings
from delight.errors import PermanentError
from delight.models import Wording


@pytest.mark.django_db
def test_every_shipped_wording_is_loaded_once() -> None:
    assert load_wordings() == len(words.shipped_wordings()) == Wording.objects.count()
    assert load_wordings() == 0


@pytest.mark.django_db
def test_an_editors_words_stay() -> None:
    load_wordings()
    Wording.objects.filter(kind="guide", variant="known", language="de").update(subject="Unser eigener Betreff")
    load_wordings()
    assert Wording.objects.get(kind="guide", variant="known", language="de").subject == "Unser eigener Betreff"


@pytest.mark.django_db
def test_a_wording_that_was_deleted_comes_back() -> None:
    load_wordings()
    Wording.objects.filter(kind="share").delete()
    assert load_wordings() == len([row for row in words.shipped_wordings() if row["kind"] == "share"])


@pytest.mark.django_db
def test_loaded_words_are_published_and_fit_their_fields() -> None:
    load_wordings()
    assert not Wording.objects.filter(live=False).exists()
    for row in Wording.objects.all():
        row.clean_fields()


@pytest.mark.parametrize(
    ("asked", "shop", "name"),
    [
        ("de", "en", "Deutsch"),
        ("de-AT", "en", "Deutsch"),
        ("RU", "en", "Русский"),
        ("sv", "fr", "Français"),
        ("sv", "nl", "English"),
    ],
)
def test_words_come_in_the_language_asked_for_else_the_shops_else_english(
    settings: Settings, asked: str, shop: str, name: str
) -> None:
    settings.DELIGHT_LANGUAGE = shop
    assert words.page_words(asked)["language_name"] == name
    assert words.frame_words(asked)["help"]


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("[frame]\nhelp = ", "broken.toml cannot be read"),
        ("[pages]\nback = 'x'", r"broken.toml: the table \[frame\] is missing"),
        ("[frame]\nhelp = 3", r"broken.toml: \[frame\] help is int, not text"),
    ],
)
def test_a_broken_table_of_words_is_named_by_file_and_key(tmp_path: Path, toml: str, complaint: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(toml)
    with pytest.raises(PermanentError, match=complaint):
        words.table_in(path, name="frame")


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("[[wording]]\nkind = 'guide'", r"number 1 lacks the key 'variant'"),
        ("[[wording]]\nkind = 'guide'\nvariant = 'known'\nsubjct = 'x'", "number 1 has the unknown key 'subjct'"),
        ("[[wording]]\nkind = 'guide'\nvariant = 'known'\nsubject = 5", "number 1, subject is int, not text"),
        ("wording = 'x'", "'wording' is not a list of tables"),
        ("wording = ['x']", "number 1 is not a table"),
    ],
)
def test_a_broken_wording_is_named_by_file_number_and_key(tmp_path: Path, toml: str, complaint: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(toml)
    with pytest.raises(PermanentError, match=complaint):
        words.wordings_in(path)
