"""A card printed alone waits for nothing that it does not use."""

import subprocess
import sys

LOADED = """
import sys
from print_templates import CannotPrint, Hand, Note, Piece
named = sorted(name for name in ("numpy", "uharfbuzz") if name in sys.modules)
from print_templates import print_pieces
idle = ("PIL", "fontTools", "pyphen", "pypdfium2", "reportlab", "segno", "tempfile", "print_templates.pens.font")
print(named, sorted(name for name in idle if name in sys.modules))
"""

OPENED = """
import sys
from tests.prints.pieces import note
from print_templates import print_pieces
opened = []
sys.addaudithook(lambda event, told: opened.append(str(told[0])) if event == "open" else None)
print_pieces([note()], marks=False)
print(*sorted({path.rpartition("/")[2] for path in opened if path.endswith(("ttf", "otf"))}))
"""


def test_naming_a_piece_loads_no_numbers_and_printing_one_no_pens_pictures_or_codes():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "[]"]


def test_a_card_in_one_hand_opens_no_font_that_might_have_stood_in():
    done = subprocess.run([sys.executable, "-c", OPENED], capture_output=True, text=True, check=True)
    (opened,) = done.stdout.split()
    assert opened.startswith("Caveat")


def test_a_name_that_is_not_exported_is_missed_as_in_any_module():
    import print_templates

    assert not hasattr(print_templates, "print_peaces")
    assert all(hasattr(print_templates, name) for name in print_templates.__all__)
