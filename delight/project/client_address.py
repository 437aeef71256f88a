"""From which address somebody logs in, seen through the reverse proxy on this machine."""

from ipaddress import ip_address

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer's address; where that is this machine, the one that the proxy here saw: X-Forwarded-For's last.

    What stands before the last was written by the visitor, and may be anything.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "127.0.0.1")
    if not _is_here(peer):
        return peer
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return seen if _is_address(seen) else peer


def _is_here(address: str) -> bool:
    return not _is_address(address) or ip_address(address).is_loopback


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
