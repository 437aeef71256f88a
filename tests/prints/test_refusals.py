"""One piece that cannot be printed is left out and named with its mend; the rest of the run is printed."""

from dataclasses import replace

import pytest

from print_templates import CannotPrint, Hand, PrintError, preview, print_labels, print_pieces
from tests.prints.pieces import insert, note, printed_text, read_with_pdfium, slug


def test_a_character_without_a_font_refuses_only_that_note():
    good, bad = note("Mira", number=1), note("Jonas", number=2, paragraphs=("A cup of 茶 for you.",))
    printed = print_pieces([good, bad, note("Ada", number=3)])
    assert printed.pages == 2
    assert [refusal.reference for refusal in printed.refusals] == ["card-2"]
    assert set(printed.hashes) == {"card-1", "card-3"}


def test_a_refusal_names_order_character_and_mend():
    (refusal,) = print_pieces([note(number=2, paragraphs=("A cup of 茶 for you.",))]).refusals
    assert refusal.order_number == "10482"
    assert "10482" in refusal.reason
    assert "茶 (U+8336)" in refusal.reason
    assert "replace it in the text" in refusal.reason


def test_an_emoji_in_the_words_is_refused_not_dropped():
    (refusal,) = print_pieces([note(paragraphs=("Happy birthday 🎂!",))]).refusals
    assert "🎂" in refusal.reason


def test_a_text_too_long_for_the_card_says_so():
    (refusal,) = print_pieces([note(paragraphs=("We thank you very much indeed. " * 60,))]).refusals
    assert "does not fit on the card" in refusal.reason
    assert "shorten it" in refusal.reason


def test_an_insert_too_long_names_its_heading():
    (refusal,) = print_pieces([insert(paragraphs=("A very long story about clay. " * 120,))]).refusals
    assert "Thrown by hand" in refusal.reason
    assert "7.5 pt" in refusal.reason


def test_a_heading_with_an_emoji_is_refused():
    (refusal,) = print_pieces([insert(heading="Tea 🍵 time")]).refusals
    assert "🍵" in refusal.reason


def test_a_scanner_code_that_is_not_ascii_is_refused():
    (refusal,) = print_pieces([note(slug=slug(code="заказ"))]).refusals
    assert "scanner code" in refusal.reason


def test_a_run_of_refusals_only_has_no_pages_and_no_file():
    printed = print_pieces([note(paragraphs=("茶",))])
    assert printed.pages == 0
    assert printed.pdf == b""


def test_an_empty_run_has_no_pages():
    assert print_pieces([]).pages == 0


def test_the_preview_raises_the_refusal():
    with pytest.raises(CannotPrint, match="茶"):
        preview(note(paragraphs=("茶",)))


def test_an_unknown_hand_names_the_known_ones():
    with pytest.raises(PrintError, match="caveat, wren, zeyada"):
        print_pieces([note(hand="copperplate")])


def test_a_missing_font_file_says_what_to_do():
    with pytest.raises(PrintError, match="Upload it again"):
        print_pieces([note(hand="/nowhere/hand.ttf")])


def test_a_file_that_is_no_font_is_refused_as_such(tmp_path):
    path = tmp_path / "letter.ttf"
    path.write_bytes(b"Dear Mira, this is no font.")
    with pytest.raises(PrintError, match=r"letter\.ttf is not a font"):
        print_pieces([note(hand=str(path))])


def test_a_wrong_font_of_one_piece_leaves_the_others_printed():
    run = [note(number=1), note(number=2, hand="/nowhere/hand.ttf"), note(number=3)]
    printed = print_pieces(run)
    assert list(printed.hashes) == ["card-1", "card-3"]
    (refusal,) = printed.refusals
    assert refusal.reference == "card-2"
    assert refusal.reason.startswith("Order 10482: The font file /nowhere/hand.ttf cannot be read")
    assert refusal.reason.endswith("Upload it again.")


def test_a_wrong_font_of_one_label_leaves_the_others_printed():
    run = [note(number=1, hand="/nowhere/hand.ttf"), note(number=2)]
    bad, good = print_labels(run)
    assert "Order 10481: The font file /nowhere/hand.ttf cannot be read" in bad.reason
    assert good.order_number == "10482"


def test_a_shop_may_write_with_its_own_font_file():
    import fontpkg

    printed = print_pieces([note(hand=str(fontpkg.path("Zeyada")))], marks=False)
    assert read_with_pdfium(printed.pdf)[0].startswith("Dear Mira,")


def test_a_preview_is_a_png_of_the_trimmed_card():
    import io

    from PIL import Image

    with Image.open(io.BytesIO(preview(note(hand=Hand().name), dpi=150))) as picture:
        assert picture.format == "PNG"
        assert abs(picture.width - 105 / 25.4 * 150) <= 1
        assert abs(picture.height - 148 / 25.4 * 150) <= 1


def test_an_address_too_long_for_a_phone_to_read_is_refused():
    (refusal,) = print_pieces([insert(qr="https://shop.example/" + "a" * 600)]).refusals
    assert "too long for a code of 40 mm" in refusal.reason


def test_an_address_no_code_can_hold_is_refused():
    (refusal,) = print_pieces([insert(qr="https://shop.example/" + "a" * 4000)]).refusals
    assert "the address for the code is too long" in refusal.reason


def test_a_note_without_words_is_refused():
    (refusal,) = print_pieces([note(paragraphs=("  ", ""))]).refusals
    assert "write at least one paragraph" in refusal.reason


def test_an_unknown_preset_names_the_known_ones():
    with pytest.raises(PrintError, match="neat, natural, lively"):
        print_pieces([note(preset="wild")])


def test_a_long_kicker_is_set_smaller_before_it_is_refused():
    long = "Die Geschichte deiner handgedrehten Schale"
    assert print_pieces([insert(kicker=long)]).refusals == ()
    (refusal,) = print_pieces([insert(kicker=long * 2)]).refusals
    assert "wider than the sheet" in refusal.reason


def test_an_unknown_sheet_and_an_unknown_insert_name_the_known_ones():
    (refusal,) = print_pieces([note()], sheet="a3-8up").refusals
    assert "there is no sheet called 'a3-8up'; choose single, a4-1up" in refusal.reason
    (refusal,) = print_pieces([insert("flyer")]).refusals
    assert "there is no insert called 'flyer'; choose story, guide" in refusal.reason


def test_a_file_name_that_no_system_has_is_refused_as_any_other():
    bad = replace(note(number=1), picture="bowl\0.jpg"), note(number=2, hand="hand\0.ttf")
    printed = print_pieces([*bad, note(number=3)])
    assert list(printed.hashes) == ["card-3"]
    assert "is no picture that can be read" in printed.refusals[0].reason
    assert "cannot be read" in printed.refusals[1].reason


def test_the_place_of_a_lost_object_in_a_pasted_text_asks_for_no_pen():
    assert "Look: here." in printed_text(note(paragraphs=("Look:\ufffc here.",)))
