"""One question to a shop's API over HTTP, bounded in time and size; foreign exceptions stop here."""

import json
import time
from decimal import Decimal
from io import BytesIO
from typing import Any  # requests hands over its own untyped options

import requests
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportError, TransportQueryError, TransportServerError
from gql.transport.requests import RequestsHTTPTransport
from requests.adapters import HTTPAdapter

from storefront_hooks.errors import Refused, Unavailable

LARGEST_ANSWER = 32_000_000  # bytes; a page of 100 orders has about 700,000
_PIECE = 65_536
_BUSY = frozenset({429, 500, 502, 503, 504})


def post(
    request: GraphQLRequest, *, api_url: str, token: str, connect_seconds: float, read_seconds: float
) -> dict[str, object]:
    """The data of the answer. Raises Unavailable, Refused, and TransportQueryError for an answer with errors in it."""
    transport = _Transport(
        api_url,
        headers={"Authorization": f"Bearer {token}"},
        json_deserialize=_object,
        timeout=(connect_seconds, read_seconds),  # type: ignore[arg-type]  # gql hands it on to requests
        allow_redirects=False,
        hooks={"response": _notice_trouble},
    )
    try:
        with Client(transport=transport, fetch_schema_from_transport=False) as session:
            answer: dict[str, object] = session.execute(request)
            return answer
    except TransportQueryError:
        raise
    except TransportServerError as error:
        raise Refused(f"{api_url} answered {error.code}") from error
    except TransportError as error:
        raise Unavailable(f"{api_url} {why_not(error.__cause__ or error)}") from error


def get(url: str, *, connect_seconds: float, read_seconds: float) -> requests.Response:
    """What is at this address; redirects are not followed. Raises requests.RequestException."""
    with requests.Session() as session:
        _bound(session)
        return session.get(url, timeout=(connect_seconds, read_seconds), allow_redirects=False)


def why_not(error: BaseException) -> str:
    """What became of a question, as the end of a sentence about the address: staff read it."""
    if isinstance(error, requests.HTTPError):
        return f"is in trouble: {error}"
    if isinstance(error, requests.exceptions.SSLError):
        return "has a certificate that this machine does not trust"
    if isinstance(error, requests.Timeout):
        return "did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "cannot be reached, or broke off"
    return f"did not answer as an API: {str(error)[:200]}"


def _bound(session: requests.Session) -> None:
    session.mount("http://", _Bounded())
    session.mount("https://", _Bounded())


class _Transport(RequestsHTTPTransport):
    """gql's transport, whose connections read no answer for ever."""

    def connect(self) -> None:
        super().connect()  # type: ignore[no-untyped-call]  # gql leaves it unannotated
        if self.session is not None:
            _bound(self.session)


class _Bounded(HTTPAdapter):
    """Reads the whole answer within the read time-out, which requests itself counts anew for every few bytes."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """The answer with its body read. Raises requests.ReadTimeout, requests.ConnectionError."""
        timeout = options.get("timeout")
        seconds = timeout[1] if isinstance(timeout, tuple) else timeout
        ends_at = time.monotonic() + float(seconds or 60)
        response = super().send(request, *args, **{**options, "stream": True})
        response.raw = BytesIO(_read(response.raw, ends_at=ends_at))
        return response


def _read(raw: Any, *, ends_at: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := raw.read1(_PIECE, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise requests.ConnectionError(f"the answer has more than {LARGEST_ANSWER} bytes")
        if time.monotonic() > ends_at:
            raise requests.ReadTimeout("the answer came too slowly")
    raw.release_conn()
    return b"".join(pieces)


def _object(text: str) -> object:
    """The JSON object of an answer; gql stumbles over other JSON, and takes this error for what it is."""
    values = json.loads(text, parse_float=Decimal)
    if not isinstance(values, dict):
        raise ValueError("the answer is no JSON object")
    return values


def _notice_trouble(response: requests.Response, **_settings: object) -> None:
    """Trouble on the shop's side is trouble even if it comes as JSON with errors in it."""
    if response.status_code in _BUSY:
        raise requests.HTTPError(f"status {response.status_code}")
