"""A printed piece as plain data and back, so that a reprint next year draws the same content."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from print_templates import Hand, Insert, Note, Piece, Slug


def to_data(piece: Piece) -> dict[str, Any]:  # Any: JSON
    """The piece as JSON data, marked with its class."""
    return {"piece": "note" if isinstance(piece, Note) else "insert", **asdict(piece)}


def from_data(data: Mapping[str, Any]) -> Piece:  # Any: JSON
    """The piece that ``to_data`` wrote. Raises KeyError or TypeError where it is not one."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    sort = values.pop("piece")
    values["hand"], values["slug"] = Hand(**values["hand"]), Slug(**values["slug"])
    return Note(**values) if sort == "note" else Insert(**values)
