"""What a page's parts are, for whoever has it read aloud: headings and paragraphs (ISO 32000-1, 14.7 and 14.8)."""

from dataclasses import dataclass, field

from print_templates.writers.pdf import PdfWriter


@dataclass(slots=True)
class Element:
    """A heading ("H1" …) or paragraph ("P") and the marked parts of pages that belong to it."""

    role: str
    parts: list[tuple[int, int]] = field(default_factory=list)


class Tags:
    """Numbers the parts of each page as they are drawn, and at the end writes the tree that holds them together."""

    def __init__(self) -> None:
        self._elements: list[Element] = []
        self._pages: list[list[Element]] = []

    def turn(self) -> None:
        """A new page begins."""
        self._pages.append([])

    def element(self, role: str) -> Element:
        """A new element, after all others in the order of reading."""
        self._elements.append(Element(role))
        return self._elements[-1]

    def mark(self, element: Element, operators: bytes) -> bytes:
        """The operators as a part of the element, on the page that is begun."""
        page = self._pages[-1]
        element.parts.append((len(self._pages) - 1, len(page)))
        page.append(element)
        return b"/%b<</MCID %d>>BDC\n%bEMC\n" % (element.role.encode(), len(page) - 1, operators)

    def entries(self, page: int) -> bytes:
        """What the page with this place in the file says of its tags."""
        return b"/StructParents %d/Tabs/S" % page

    def write(self, writer: PdfWriter, *, pages: list[int]) -> bytes:
        """Write the tree; ``pages`` are the numbers of the pages. Return the catalog's entries."""
        root, document = writer.reserve(), writer.reserve()
        numbers = {id(element): writer.reserve() for element in self._elements}
        for element in self._elements:
            kids = b"".join(b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (pages[page], part) for page, part in element.parts)
            body = b"<</Type/StructElem/S/%b/P %d 0 R/K[%b]>>" % (element.role.encode(), document, kids)
            writer.put(body, number=numbers[id(element)])
        kids = b" ".join(b"%d 0 R" % number for number in numbers.values())
        writer.put(b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (root, kids), number=document)
        rows = b"".join(
            b"%d[%b]" % (page, b" ".join(b"%d 0 R" % numbers[id(element)] for element in parts))
            for page, parts in enumerate(self._pages)
        )
        tree = b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree<</Nums[%b]>>/ParentTreeNextKey %d>>"
        writer.put(tree % (document, rows, len(self._pages)), number=root)
        return b"/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>" % root
