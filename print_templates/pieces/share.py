"""The share sheet: one for a friend; the code is the gift, so it stands in the middle."""

from print_templates.layout import MM
from print_templates.pieces.design import Design

DESIGN = Design(align="center", heading=22.0, body=10.2, narrow=0.9, hang=0.28, qr="middle", module=0.85 * MM)
