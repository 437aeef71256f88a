"""What can go wrong while drawing, as exceptions that name the piece and the mend.

PrintError
├── FontProblem     a font file is missing, unreadable or not usable as a hand
└── CannotPrint     one piece cannot be printed; the message says what to change
"""


class PrintError(Exception):
    """Base of everything this package raises on purpose."""


class FontProblem(PrintError):
    """A font cannot be used. The message names the font and what to install or replace."""


class CannotPrint(PrintError):
    """One piece cannot be printed. ``str(error)`` is the sentence for the person who can mend it."""
