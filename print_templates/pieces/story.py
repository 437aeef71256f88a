"""The story: where the thing comes from and who made it; a heading, quiet text, a line from the shop."""

from print_templates.pieces.design import Design

DESIGN = Design(heading=23.0)
