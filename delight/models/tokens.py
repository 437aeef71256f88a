"""Random names for what a link or a printed code opens."""

import secrets

TOKEN_BYTES = 12
"""96 random bits: what a QR code or link names a touch by (A7.3 asks for at least 80)."""
SHARED = 2
"""Characters that tokens made together begin with: the other fourteen are 84 random bits for each of them."""
LENGTH = 16


def new_token() -> str:
    """A random token, 16 characters that fit into a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_tokens(count: int) -> list[str]:
    """Many tokens at once, which lie side by side in an index: they begin alike, and share nothing else.

    Where each lay at a place of its own, a thousand new touches would rewrite a thousand pages of the database.
    """
    own = LENGTH - SHARED
    text = secrets.token_urlsafe(TOKEN_BYTES * (count + 1))
    shared = text[:SHARED]
    return [shared + text[at : at + own] for at in range(LENGTH, LENGTH + own * count, own)]
