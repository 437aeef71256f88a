"""What was baked is read back as it was, or not at all."""

import pytest

from print_templates.hand.kept import read_kept, write_kept
from print_templates.hand.truetype import PackedGlyph

BAKED = {
    70: (PackedGlyph(b"an a", 512, -3), PackedGlyph(b"another a", 498, 0)),
    3: (PackedGlyph(b"", 230, 0), PackedGlyph(b"", 230, 0)),
}


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "folder that is made" / "hand.glyphs"
    write_kept(path, BAKED, copies=2)
    return path


def test_every_copy_is_read_back_as_it_was_baked(kept):
    assert read_kept(kept).all() == BAKED
    assert read_kept(kept).glyph(70, number=1) == BAKED[70][1]
    assert [path.name for path in kept.parent.iterdir()] == ["hand.glyphs"]


@pytest.mark.parametrize("cut", [0, 3, 20, -1], ids=lambda cut: f"after {cut}")
def test_half_a_file_holds_nothing(kept, cut, caplog):
    kept.write_bytes(kept.read_bytes()[:cut])
    assert read_kept(kept).all() == {}
    assert "damaged" in caplog.text


def test_one_byte_turned_over_on_the_disk_spoils_the_file(kept, caplog):
    content = bytearray(kept.read_bytes())
    content[-1] ^= 1
    kept.write_bytes(content)
    assert read_kept(kept).all() == {}
    assert "damaged" in caplog.text


def test_what_was_never_kept_holds_nothing_and_is_no_news(tmp_path, caplog):
    assert read_kept(tmp_path / "none.glyphs").all() == read_kept(None).all() == {}
    assert caplog.text == ""
