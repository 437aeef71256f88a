"""What can go wrong between us and a store, in words that know no protocol.

StoreError
├── Refused      the store (or its signature, token, permission) says no: trying again changes nothing
├── Unreadable   what the store said cannot be understood: keep it, mark it, show it to staff
└── Unavailable  the store cannot be reached or asked just now: try again later
"""


class StoreError(Exception):
    """Base of all that an adapter raises; foreign exceptions stop at the adapter."""


class Refused(StoreError):
    """The store said no. Raised for a bad signature, a dead token, a missing permission."""


class Unreadable(StoreError):
    """The store's words do not have the shape we know. The message names the field and what was found."""


class Unavailable(StoreError):
    """The store did not answer in time, answered with a server error, or its keys cannot be fetched now."""
