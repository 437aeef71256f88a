"""The manifest of a run: one row for each piece, where it lies or why it was left out, for packer and spreadsheet."""

import csv
import io
from collections.abc import Sequence

from print_templates.data import Piece, Printed

_COLUMNS = ("position", "total", "order", "code", "recipient", "page", "spot", "reference", "sha256", "refused")


def manifest(pieces: Sequence[Piece], *, printed: Printed) -> str:
    """Return the run as CSV (RFC 4180) in pick order, with a header; ``page`` and ``spot`` count from 1."""
    places = {place.reference: place for place in printed.places}
    refused = {refusal.reference: refusal.reason for refusal in printed.refusals}
    target = io.StringIO()
    rows = csv.writer(target, lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    for piece in pieces:
        slug, place = piece.slug, places.get(piece.reference)
        where = (place.page, place.spot) if place else ("", "")
        words = map(_plain, (slug.order_number, slug.code, slug.recipient))
        outcome = (printed.hashes.get(piece.reference, ""), refused.get(piece.reference, ""))
        rows.writerow((slug.position, slug.total, *words, *where, _plain(piece.reference), *outcome))
    return target.getvalue()


def _plain(text: str) -> str:
    """A spreadsheet must show what a customer typed, never run it as a formula (OWASP, CSV injection)."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
