"""``python -m print_templates sample out.pdf`` prints every piece; ``check card.pdf`` measures what is on paper.

``sample card.svg --text "…"`` writes one card: .pdf, .png, .svg (strokes for a pen where the hand has them), .gcode.
``check <font>`` says what a font can write.
"""

import argparse
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path

from print_templates.data import Hand, Note, Refusal
from print_templates.errors import CannotPrint, PrintError
from print_templates.hand.hands import Chain, open_hand
from print_templates.hand.variants import DIALS
from print_templates.labels import Label, print_labels
from print_templates.meter.naturalness import measure
from print_templates.meter.report import Finding, check_file
from print_templates.pens.plotting import plot_pieces
from print_templates.pens.strokes import stroke_hands
from print_templates.printing import preview, print_pieces
from print_templates.samples import one_note, sample_notes, sample_pieces
from print_templates.sheet.arranging import SHEETS
from print_templates.writers.bitmap import DOTS, LABELS
from print_templates.writers.svg import write_outlines

_PENS = (".svg", ".gcode")
_BAR = 30
_ALPHABETS = {
    "English": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?’“”–&()",
    "German": "äöüßÄÖÜ„“",
    "French": "àâæçéèêëîïôœùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛÜ«»",
    "Spanish": "áéíñóúü¡¿",
    "Polish": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "Czech": "áčďéěíňóřšťúůýž",
    "Turkish": "çğıöşüİ",
    "Vietnamese": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệơưđ",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "Ukrainian": "ґєії",
    "Hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    "Arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
    "Japanese": "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん",
    "Greek": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status: 0 done, 1 refused or failed."""
    parser = argparse.ArgumentParser(prog="python -m print_templates", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    sample = commands.add_parser("sample", help="print every piece once, or with --text one card that says it")
    sample.add_argument("file", type=Path, help="ends in .pdf; with --text also in .png, .svg or .gcode")
    sample.add_argument("--text", default="", help="what the card says")
    sample.add_argument("--hand", default="", help="wren (the default for a pen), caveat, zeyada, or a TTF or OTF file")
    sample.add_argument("--preset", choices=sorted(DIALS), default="natural")
    sample.add_argument("--language", default="en")
    sample.add_argument("--label", choices=sorted(LABELS), help="a .png as black dots for a label printer")
    sample.add_argument("--dpi", type=int, help="of a .png: 300 unless told; a label has 203 or 300")
    sample.add_argument("--sheet", choices=sorted(SHEETS), default="single")
    check = commands.add_parser("check", help="measure a PDF, or say which languages a hand writes")
    check.add_argument("what", help="a PDF; or caveat, wren, zeyada, or the path of a TTF or OTF file")
    given = parser.parse_args(arguments)
    try:
        if given.command == "check":
            return _check_file(Path(given.what)) if given.what.lower().endswith(".pdf") else _check(given.what)
        return _one_card(given) if given.text else _sample(given.file, given.sheet)
    except PrintError as problem:
        sys.stderr.write(str(problem).removeprefix("Order sample: ") + "\n")
    except BrokenPipeError:
        # Whoever reads has read enough, as head does; what Python still holds back goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _one_card(given: argparse.Namespace) -> int:
    """Write the card in the form that the file's ending asks for."""
    suffix = given.file.suffix.lower()
    hand = Hand(name=given.hand or ("wren" if suffix in _PENS else "caveat"), preset=given.preset)
    note = one_note(given.text, hand=hand, language=given.language)
    writers = {".pdf": _pdf, ".png": _png, ".svg": _svg, ".gcode": _by_pen}
    if suffix not in writers:
        raise PrintError(f"{given.file.name} has no known ending; choose {', '.join(writers)}.")
    content = writers[suffix](note, given)
    _write(given.file, content)
    sys.stdout.write(f"{given.file}: {len(content)} bytes\n")
    return 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise PrintError(
            f"{path} cannot be written: {problem.strerror}. Name a file in a folder of yours."
        ) from problem


def _pdf(note: Note, given: argparse.Namespace) -> bytes:
    printed = print_pieces([note], sheet=given.sheet, marks=False)
    return _refuse(printed.refusals) or printed.pdf


def _png(note: Note, given: argparse.Namespace) -> bytes:
    if not given.label:
        return preview(note, dpi=given.dpi or 300)
    dpi = given.dpi or 203
    if dpi not in DOTS:
        raise PrintError(f"A label printer has {' or '.join(map(str, DOTS))} dots an inch, not {dpi}.")
    (label,) = print_labels([note], label=given.label, dpi=dpi)
    return label.png if isinstance(label, Label) else _refuse((label,))


def _svg(note: Note, given: argparse.Namespace) -> bytes:
    if note.hand.name in stroke_hands():
        return _by_pen(note, given)
    return write_outlines(note, chain=open_hand(note.hand))


def _by_pen(note: Note, given: argparse.Namespace) -> bytes:
    (card,) = plot_pieces([note])
    if isinstance(card, Refusal):
        return _refuse((card,))
    sys.stdout.write(f"{card.minutes:.1f} minutes of writing\n")
    return card.svg if given.file.suffix.lower() == ".svg" else card.gcode


def _refuse(refusals: tuple[Refusal, ...]) -> bytes:
    if refusals:
        raise CannotPrint(refusals[0].reason)
    return b""


def _sample(pdf: Path, sheet: str) -> int:
    if pdf.suffix.lower() != ".pdf":
        raise PrintError(f"{pdf.name} is to hold every piece, which a .pdf does; or add --text for one card.")
    printed = print_pieces(sample_pieces(), sheet=sheet)  # type: ignore[arg-type]  # argparse admits the names only
    _write(pdf, printed.pdf)
    for refusal in printed.refusals:
        sys.stderr.write(f"{refusal.reason}\n")
    sys.stdout.write(f"{pdf}: {printed.pages} pages\n")
    return 1 if printed.refusals else 0


def _check_file(path: Path) -> int:
    """Print what was found; what holds not is marked, and makes the exit status 1."""
    findings = check_file(path, progress=_progress if sys.stderr.isatty() else None)
    for finding in findings:
        sys.stdout.write(f"{finding.name:<18}{finding.seen}{_verdict(finding)}\n")
    return int(any(finding.holds is False for finding in findings))


def _verdict(finding: Finding) -> str:
    return {True: "", False: "   NOT AS IT SHOULD BE", None: ""}[finding.holds]


def _progress(done: int, total: int) -> None:
    bar = "█" * round(_BAR * done / total)
    sys.stderr.write(f"\r{bar:░<{_BAR}} page {done} of {total}" + ("\n" if done == total else ""))


def _check(font: str) -> int:
    hand = Hand(name=font)
    chain = open_hand(hand)
    for language, letters in _ALPHABETS.items():
        sys.stdout.write(f"{language:<12}{_coverage(letters, chain)}\n")
    for name, value in asdict(measure(replace(sample_notes()[0], hand=hand))).items():
        sys.stdout.write(f"{name:<18}{value:.3f}\n")
    return 0


def _coverage(letters: str, chain: Chain) -> str:
    """Say who writes ``letters``: the hand itself, and for the rest the font that stands in or nobody."""
    others: dict[str, str] = {}
    for letter in letters:
        number = chain.pen_for(letter)
        if number != 0:
            name = "nobody" if number is None else chain.pens[number].face.path.stem
            others[name] = others.get(name, "") + letter
    return "; ".join(f"{name}: {' '.join(borrowed)}" for name, borrowed in others.items()) or "complete"


if __name__ == "__main__":
    sys.exit(main())
