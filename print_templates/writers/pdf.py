"""A PDF file written as pages come: streams at once, small objects packed together, fonts and pictures at the end.

Nothing but offsets is kept of a page that was written, so a long run takes no more memory than a short one. The same
pages give the same bytes: no date, no random id. Lengths are points from the page's lower left corner.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import BinaryIO

from print_templates.writers import compressed

Box = tuple[float, float, float, float]
_PACKED = 100  # objects in one object stream, and pages under one node of the tree
_CATALOG, _TREE, _INFO, _RESOURCES = 1, 2, 3, 4
_HEAD = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"


class PdfWriter:
    """Writes one PDF 1.6 file (ISO 32000-1, 7.5) to ``target``: cross-reference and small objects as streams."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self._at = target, 0
        self._hash = hashlib.sha256()
        # Where each object is: (1, offset, 0), or (2, number of its object stream, place in it).
        self._places: list[tuple[int, int, int]] = [(0, 0, 65535)] + [(0, 0, 0)] * _RESOURCES
        self._waiting: list[tuple[int, bytes]] = []
        self._nodes: list[tuple[int, list[int]]] = []
        self._resources: dict[str, dict[str, int]] = {"Font": {}, "XObject": {}}
        self.pages = 0
        self._write(_HEAD)

    def reserve(self) -> int:
        """Return the number of an object that will be put later."""
        self._places.append((0, 0, 0))
        return len(self._places) - 1

    def put(self, body: bytes, *, number: int | None = None) -> int:
        """Add a small object, not a stream; return its number."""
        number = self.reserve() if number is None else number
        self._waiting.append((number, body))
        if len(self._waiting) == _PACKED:
            self._flush()
        return number

    def stream(self, packed: bytes, *, entries: bytes = b"") -> int:
        """Add a stream of deflated bytes; return its number."""
        number = self.reserve()
        self._stream(number, packed, b"/Filter/FlateDecode" + entries)
        return number

    def picture(self, data: bytes, *, entries: bytes) -> int:
        """Add a picture whose ``entries`` name its filter; return its number."""
        number = self.reserve()
        self._stream(number, data, b"/Type/XObject/Subtype/Image" + entries)
        return number

    def name(self, kind: str, *, name: str, number: int) -> None:
        """Let every page call object ``number`` by ``name``; ``kind`` is Font or XObject."""
        self._resources[kind][name] = number

    def add_page(
        self, operators: bytes, *, width: float, height: float, trim: Box, bleed: Box, entries: bytes = b""
    ) -> int:
        """Add a page with its content; return its number. ``trim`` and ``bleed`` are left, bottom, right, top."""
        contents = self.stream(compressed.page(operators))
        if not self._nodes or len(self._nodes[-1][1]) == _PACKED:
            self._nodes.append((self.reserve(), []))
        node, kids = self._nodes[-1]
        boxes = b"/MediaBox%b/TrimBox%b/BleedBox%b" % (_box((0, 0, width, height)), _box(trim), _box(bleed))
        what = (node, boxes, contents, _RESOURCES, entries)
        body = b"<</Type/Page/Parent %d 0 R%b/Contents %d 0 R/Resources %d 0 R%b>>" % what
        kids.append(self.put(body))
        self.pages += 1
        return kids[-1]

    def finish(self, *, title: str, language: str, entries: bytes = b"") -> None:
        """Close the file under ``title``; ``language`` is the one of the document as a whole (BCP 47).

        ``entries`` stand in the catalog besides.
        """
        for node, kids in self._nodes:
            self.put(b"<</Type/Pages/Parent 2 0 R/Count %d/Kids[%b]>>" % (len(kids), _references(kids)), number=node)
        nodes = [node for node, _ in self._nodes]
        self.put(b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.pages, _references(nodes)), number=_TREE)
        lang = b"/Lang" + text_string(language) if language else b""
        catalog = b"<</Type/Catalog/Pages 2 0 R%b/ViewerPreferences<</DisplayDocTitle true>>%b>>" % (lang, entries)
        self.put(catalog, number=_CATALOG)
        maker = b"/Producer(Delight)/Creator(Delight)"
        self.put(b"<</Title%b%b>>" % (text_string(title), maker), number=_INFO)
        kinds = [
            b"/%b<<%b>>" % (kind.encode(), b"".join(b"/%b %d 0 R" % (name.encode(), number) for name, number in named))
            for kind, names in self._resources.items()
            if (named := sorted(names.items()))
        ]
        self.put(b"<<%b>>" % b"".join(kinds), number=_RESOURCES)
        self._flush()
        self._cross_references()

    def _flush(self) -> None:
        if not self._waiting:
            return
        number, at, index, bodies = self.reserve(), 0, [], []
        for place, (each, body) in enumerate(self._waiting):
            self._places[each] = (2, number, place)
            index.append(b"%d %d" % (each, at))
            bodies.append(body + b"\n")
            at += len(body) + 1
        head = b" ".join(index) + b"\n"
        entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(bodies), len(head))
        self._waiting.clear()
        self._stream(number, compressed.part(head + b"".join(bodies)), entries)

    def _cross_references(self) -> None:
        start, number = self._at, self.reserve()
        self._places[number] = (1, start, 0)
        rows = b"".join(
            kind.to_bytes(1, "big") + first.to_bytes(5, "big") + second.to_bytes(2, "big")
            for kind, first, second in self._places
        )
        mark = self._hash.hexdigest()[:32].encode()
        entries = b"/Type/XRef/Size %d/W[1 5 2]/Root 1 0 R/Info 3 0 R/ID[<%b><%b>]/Filter/FlateDecode"
        self._stream(number, compressed.part(rows), entries % (len(self._places), mark, mark))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _stream(self, number: int, data: bytes, entries: bytes) -> None:
        self._places[number] = (1, self._at, 0)
        self._write(b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries, len(data)))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")

    def _write(self, data: bytes) -> None:
        self._hash.update(data)
        self._target.write(data)
        self._at += len(data)


@lru_cache(maxsize=64)
def _box(box: Box) -> bytes:
    return b"[%b]" % b" ".join(b"%g" % round(edge, 3) for edge in box)


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def text_string(text: str) -> bytes:
    """Return ``text`` as a PDF text string (ISO 32000-1, 7.9.2.2)."""
    if text.isascii() and text.isprintable():
        return b"(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode() + b")"
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode()
