"""The exceptions of Delight. Silence is not one of them: the gate answers a verdict.

DelightError
├── TemporaryError        tried again: the store is away, the mail server is busy, the database is locked
│   └── TransportDown     nobody could be told anything: no connection, log-in refused, 421; opens the breaker
├── PermanentError        not tried again: this mail is refused, this card cannot be printed, this content is missing
│   └── NothingToSay      no published words or content for this touch; the message names what to write
├── OutcomeUnknown        the connection broke after the mark: the touch is unsure and never sent again blindly
├── LastLookRefused       the mark's transaction found a reason to stay silent; the connection was closed unsent
└── BadLink               a signed link is damaged, foreign or too old; the page says what to do
"""


class DelightError(Exception):
    """Base of all Delight raises itself."""


class TemporaryError(DelightError):
    """Worth trying again later; names order, touch and cause."""


class TransportDown(TemporaryError):
    """The mail transport as a whole is away: no touch is to blame and no attempt is counted."""


class PermanentError(DelightError):
    """Trying again changes nothing; names order, touch and cause."""


class NothingToSay(PermanentError):
    """There are no published words, or no content, for this touch."""


class OutcomeUnknown(DelightError):
    """The peer may have accepted the message: it went silent after the mark."""


class LastLookRefused(DelightError):
    """Raised inside the mark: the touch was not ours any more, or a reason for silence came up in the last second."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadLink(DelightError):
    """A customer's link that we did not sign, that was cut in two, or that is too old."""
