"""The guide: how to use the thing, in numbered steps whose numerals hang in the margin."""

from print_templates.pieces.design import Design

DESIGN = Design(heading=21.0)
