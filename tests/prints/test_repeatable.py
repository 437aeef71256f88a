"""The same reference and words give the same card: alone, in a run, in another process, after the cache is gone."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from print_templates import Job, print_in_steps, print_pieces
from tests.prints.pieces import insert, note

pytestmark = pytest.mark.slow

RUN = """
from tests.prints.pieces import note
from print_templates import print_pieces
print(print_pieces([note("Jonas", number=7)]).hashes["card-7"])
"""


def page_streams(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [page.Contents.read_bytes() for page in document.pages]


def test_the_same_run_gives_the_same_bytes():
    pieces = [note(), insert(number=2)]
    assert print_pieces(pieces).pdf == print_pieces(pieces).pdf


def test_a_card_alone_has_the_page_it_has_in_a_run():
    cards = [note(name, number=number) for number, name in enumerate(("Mira", "Jonas", "Ada", "Zoë"), start=1)]
    run, alone = print_pieces(cards), print_pieces(cards[2:3])
    assert page_streams(alone.pdf) == page_streams(run.pdf)[2:3]
    assert alone.hashes["card-3"] == run.hashes["card-3"]


def test_a_card_is_the_same_in_a_run_of_another_hand_and_beyond_one_chunk():
    cards = [note("Mira", number=number, hand=("caveat", "zeyada")[number % 2]) for number in range(1, 251)]
    run = print_pieces(cards, marks=False)
    for number in (1, 2, 200, 201, 250):
        alone = print_pieces([cards[number - 1]], marks=False)
        assert alone.hashes[f"card-{number}"] == run.hashes[f"card-{number}"]


def test_the_sheet_does_not_change_the_piece():
    card = note()
    hashes = [print_pieces([card], sheet=sheet).hashes["card-1"] for sheet in ("single", "a4-2up", "a4-4up")]
    assert len(set(hashes)) == 1


def test_another_reference_is_another_drawing():
    first, second = note(number=1), replace(note(number=1), reference="card-2")
    hashes = print_pieces([first, second]).hashes
    assert hashes["card-1"] != hashes["card-2"]


def test_other_words_are_another_drawing():
    first, second = note(), note(paragraphs=("Thank you.",))
    assert print_pieces([first]).hashes != print_pieces([second]).hashes


def printed_elsewhere(cache):
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DELIGHT_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_another_process_with_an_empty_cache_draws_the_same_card(tmp_path):
    assert printed_elsewhere(tmp_path) == print_pieces([note("Jonas", number=7)]).hashes["card-7"]


def test_a_damaged_cache_is_drawn_again(tmp_path):
    first = printed_elsewhere(tmp_path)
    baked = list(tmp_path.glob("hand-*.glyphs"))
    assert baked
    for path in baked:
        path.write_bytes(path.read_bytes()[:200])
    assert printed_elsewhere(tmp_path) == first


def test_two_processes_may_bake_into_one_folder(tmp_path):
    command = [sys.executable, "-c", RUN]
    environment = {**os.environ, "DELIGHT_CACHE": str(tmp_path)}
    both = [
        subprocess.Popen(command, cwd=Path(__file__).parents[2], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = {process.communicate(timeout=120)[0].strip() for process in both}
    assert answers == {printed_elsewhere(tmp_path)}
    assert list(tmp_path.glob("*.part")) == []


def test_the_embedded_drawings_do_not_depend_on_the_run():
    card = note(number=3)
    alone = print_pieces([card], cache=None).pdf
    again = print_pieces([card]).pdf
    assert alone == again


def test_the_steps_in_which_a_run_is_drawn_change_no_byte():
    notes = [note("Jonas", number=number) for number in range(1, 8)]
    target = io.BytesIO()
    steps = print_in_steps(target, pieces=notes, job=Job(), step=3)
    assert list(steps) == [3, 6, 7]
    assert target.getvalue() == print_pieces(notes).pdf
