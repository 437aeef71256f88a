"""Random names for what a link or a printed code opens."""

import secrets

TOKEN_BYTES = 12
"""96 random bits: what a QR code or link names a touch by (A7.3 asks for at least 80)."""


def new_token() -> str:
    """A random token, 16 characters that fit into a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_tokens(count: int) -> list[str]:
    """Many tokens at once: twelve bytes are sixteen characters without padding, so one long text is cut up."""
    text = secrets.token_urlsafe(TOKEN_BYTES * count)
    return [text[at : at + 16] for at in range(0, len(text), 16)]
