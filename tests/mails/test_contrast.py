"""Contrast of a mail on a dark screen, computed of what it shows there: every text on the ground it stands on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from delight.mails.compose import compose
from tests.mails.letters import a_letter
from tests.mails.received import contrast

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
HEX = re.compile(r"#[0-9a-f]{6}")


@dataclass
class Node:
    """An element with the colours that it sets itself."""

    tag: str
    classes: frozenset[str]
    parent: "Node | None"
    own: dict[str, str] = field(default_factory=dict)

    def colour(self, name: str) -> str:
        node: Node | None = self
        while node is not None:
            if name in node.own:
                return node.own[name]
            node = node.parent
        return {"color": "#000000", "background": "#ffffff"}[name]

    def matches(self, selector: str) -> bool:
        """Whether a selector of tags and classes, with blanks and > between them, means this element."""
        parts = selector.replace(">", " > ").split()
        return _matches(self, parts)


def _matches(node: Node | None, parts: list[str]) -> bool:
    if node is None or not _is(node, parts[-1]):
        return False
    if len(parts) == 1:
        return True
    if parts[-2] == ">":
        return _matches(node.parent, parts[:-2])
    above = node.parent
    while above is not None:
        if _matches(above, parts[:-1]):
            return True
        above = above.parent
    return False


def _is(node: Node, compound: str) -> bool:
    tag, *classes = compound.split(".")
    return tag in ("", node.tag) and node.classes >= set(classes)


class Read(HTMLParser):
    """The elements of a mail, each visible text with the element it stands in, and the rules for the dark."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.here: Node | None = None
        self.nodes: list[Node] = []
        self.texts: list[tuple[Node, str]] = []
        self.style = ""
        self.feed(re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        node = Node(tag, frozenset(told.get("class", "").split()), self.here, _colours(told))
        self.nodes.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        while self.here is not None and tag not in VOID:
            closed, self.here = self.here, self.here.parent
            if closed.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.here is not None and self.here.tag == "style":
            self.style += data
        elif self.here is not None and data.strip() and not self._is_hidden():
            self.texts.append((self.here, data.strip()))

    def _is_hidden(self) -> bool:
        node = self.here
        while node is not None:
            if node.tag in ("head", "title") or "hidden" in node.own:
                return True
            node = node.parent
        return False

    def in_the_dark(self) -> None:
        """Apply what the mail says for dark screens; all of it is important, so it wins over what stands inline."""
        (block,) = re.findall(r"@media \(prefers-color-scheme: dark\)\s*{((?:[^{}]*{[^{}]*})*)\s*}", self.style)
        for selectors, body in re.findall(r"([^{}]+){([^{}]*)}", block):
            colours = _colours({"style": body.replace("!important", "")})
            for node in self.nodes:
                if any(node.matches(one.strip()) for one in selectors.split(",")):
                    node.own.update(colours)

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        for node, text in self.texts:
            yield text, node.colour("color"), node.colour("background")


def _colours(told: dict[str, str]) -> dict[str, str]:
    """The colours an element sets, and whether it is hidden."""
    style = dict(re.findall(r"([a-z-]+)\s*:\s*([^;]+)", told.get("style", "").lower()))
    found = {"hidden": "yes"} if style.get("display", "").strip() == "none" else {}
    grounds = (told.get("bgcolor", "").lower(), style.get("background", ""), style.get("background-color", ""))
    for ground in grounds:
        if shown := HEX.search(ground):
            found["background"] = shown.group()
    if shown := HEX.search(style.get("color", "")):
        found["color"] = shown.group()
    return found


def read(*, choices: bool, button: bool) -> Read:
    marks = (("0", "https://delight.example/q0"), ("10", "https://delight.example/q10")) if choices else ()
    changes = {} if button else {"button": "", "link": ""}
    letter = a_letter(highlight_label="The first step:", highlight="Wash it alone.", choices=marks, **changes)
    return Read(compose(letter).html)


@pytest.mark.parametrize("inverted", [False, True], ids=["as drawn", "inverted by a reader"])
@pytest.mark.parametrize(("choices", "button"), [(True, True), (False, False)], ids=["a question", "no button"])
def test_in_the_dark_every_text_is_readable_on_its_ground(inverted: bool, choices: bool, button: bool) -> None:
    mail = read(choices=choices, button=button)
    mail.in_the_dark()
    poor = {
        (text[:40], colour, ground): round(contrast(colour, ground, inverted=inverted), 2)
        for text, colour, ground in mail.pairs()
        if contrast(colour, ground, inverted=inverted) < 4.5
    }
    assert poor == {}


def test_the_dark_changes_both_colours_of_every_text() -> None:
    mail = read(choices=True, button=True)
    light = list(mail.pairs())
    mail.in_the_dark()
    unchanged = [
        (text, one)
        for (text, *before), (_, *after) in zip(light, mail.pairs(), strict=True)
        for one, other in zip(before, after, strict=True)
        if one == other
    ]
    assert len(light) > 12
    assert unchanged == []
