"""HTTP mail providers through django-anymail: one connection, with the mark just before the request's first body byte.

What is sent is read back from the mail's own source, so that asking again about a stored mail repeats it to the byte:
a provider's idempotency key holds for an equal request only.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any  # anymail carries no types
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from delight.errors import OutcomeUnknown, PermanentError, TransportDown
from delight.mails.compose import Composed

SCHEME = "anymail:"
IDLE = 5.0
"""Seconds after which a kept connection is opened anew: one that died meanwhile would leave a mail in doubt."""
KEY_KEEPS: Mapping[str, timedelta] = {"resend": timedelta(hours=23), "brevo": timedelta(minutes=12)}
"""For how long a provider knows an idempotency key again, by its own pages (24 h; 15 to 30 min), with a margin."""
OUR_ID = "delight_id"
"""The metadata under which a provider's events bring our Message-ID back."""
OUR_HEADERS = ("Message-ID", "Feedback-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post")
MAKES_THE_MESSAGE_ID = frozenset({"mailjet"})
"""Providers that refuse a Message-ID of ours."""
NOT_NOW = frozenset({401, 402, 403, 404, 429, 503})
"""Answers that blame the account, the key or the moment, never this mail."""
FOR_THIS_MAIL = frozenset({400, 413, 415, 422})
TAKEN_BEFORE = "duplicate_parameter"
"""What Brevo answers to a key it has seen."""

Mark = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What the provider answered, and its own id for the mail (it need not be a Message-ID)."""

    reply: str
    provider_id: str


def provider_named(setting: str) -> str:
    """The provider of a DELIGHT_MAIL such as ``anymail:resend``, as anymail names its backends; "" for none."""
    return setting.removeprefix(SCHEME).strip() if setting.startswith(SCHEME) else ""


class Provider:
    """One provider's API, kept open between mails. Raises as ``outbox.hand_over`` does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._backend = _backend(name)
        self._adapter = _MarkingAdapter(sends_key=name == "resend")
        self._backend.session.mount("https://", self._adapter)
        self._backend.session.mount("http://", self._adapter)
        self._says_untracked = True

    def hand_over(self, composed: Composed, *, mark: Mark) -> Taken:
        """Send it. Before the mark every failure is the transport's; after it, what is no clear answer is unknown."""
        self._adapter.begin(mark, key=_key(composed))
        try:
            return self._sent(composed)
        except _anymail("exceptions.AnymailUnsupportedFeature") as error:
            if not self._says_untracked:
                raise self._not_usable(error) from error
            self._says_untracked = False
            return self.hand_over(composed, mark=mark)
        except _anymail("exceptions.AnymailInvalidAddress") as error:
            raise PermanentError(
                f"{self.name} cannot carry the address of this mail; correct it in the store."
            ) from error
        except _anymail("exceptions.AnymailRecipientsRefused") as error:
            raise PermanentError(f"{self.name} refused the mail: its recipient is refused or invalid.") from error
        except _anymail("exceptions.AnymailAPIError") as error:
            return self._judged(error)
        except _anymail("exceptions.AnymailError") as error:
            raise self._not_usable(error) from error

    def close(self) -> None:
        """Close the connection."""
        self._backend.close()

    def _sent(self, composed: Composed) -> Taken:
        message = _message(composed, provider=self.name, untracked=self._says_untracked)
        if not self._backend.send_messages([message]):
            raise TransportDown(f"anymail did not send by {self.name}: a listener to its pre_send signal cancelled it.")
        status = message.anymail_status  # type: ignore[attr-defined]  # anymail adds it
        words = " ".join(sorted(status.status or ()))
        return Taken(f"{self.name}: {words}", str(status.message_id or ""))

    def _judged(self, error: Any) -> Taken:
        """What an HTTP answer means for the mail. 401, 429 and the like blame no mail; a 5xx may have taken it."""
        response: Response | None = error.response
        if response is None:
            return self._no_answer(error)
        said = f"{self.name} answered {response.status_code}: {_told(response)}"
        if response.status_code == 400 and TAKEN_BEFORE in said:
            return Taken(f"{said} (it has this mail already)", "")
        if response.status_code in NOT_NOW:
            raise TransportDown(said) from error
        if response.status_code in FOR_THIS_MAIL:
            raise PermanentError(said) from error
        raise OutcomeUnknown(said) from error

    def _no_answer(self, error: Exception) -> Taken:
        cause = type(error.__cause__ or error).__name__
        if self._adapter.marked:
            raise OutcomeUnknown(f"{self.name} went silent after the mail was begun: {cause}.") from error
        raise TransportDown(f"{self.name} cannot be reached: {cause}.") from error

    def _not_usable(self, error: Exception) -> TransportDown:
        return TransportDown(
            f"{self.name} cannot be used by anymail: {type(error).__name__}; see ANYMAIL in your settings."
        )


class _MarkingAdapter(HTTPAdapter):
    """Sends a request with the mark between its headers and its body; never follows a redirection with a mail."""

    def __init__(self, *, sends_key: bool) -> None:
        super().__init__(max_retries=0)
        self.marked = False
        self._sends_key = sends_key
        self._key = ""
        self._mark: Mark = lambda: None
        self._used_at = 0.0

    def begin(self, mark: Mark, *, key: str) -> None:
        """The next request's mark and idempotency key."""
        self.marked, self._mark, self._key = False, mark, key

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        """As requests does, with the body handed out after the mark. Raises TransportDown for a redirection."""
        if time.monotonic() - self._used_at > IDLE:
            self.poolmanager.clear()
        if self._sends_key:
            request.headers["Idempotency-Key"] = self._key
        body = request.body or b""
        marked: Any = _MarkedBody(body.encode() if isinstance(body, str) else body, mark=self._set_mark)
        request.body = marked  # requests' stubs know no reader here; requests does
        response = super().send(request, *args, **options)
        self._used_at = time.monotonic()
        if response.is_redirect:
            raise TransportDown(f"The mail provider's address {request.url} leads elsewhere: correct it in ANYMAIL.")
        return response

    def _set_mark(self) -> None:
        self._mark()
        self.marked = True


class _MarkedBody:
    """A request's body that sets the mark when it is first read, which is after connection, TLS and headers."""

    def __init__(self, body: bytes, *, mark: Mark) -> None:
        self._rest: bytes = body
        self._mark: Mark | None = mark

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        if self._mark is not None:
            mark, self._mark = self._mark, None
            mark()
        end = len(self._rest) if size < 0 else size
        part, self._rest = self._rest[:end], self._rest[end:]
        return part


def _backend(name: str) -> Any:
    """anymail's backend, its session open. Raises TransportDown saying what is missing."""
    try:
        backend = import_string(f"anymail.backends.{name}.EmailBackend")()
    except (ImportError, ImproperlyConfigured) as error:
        raise TransportDown(
            f"The mail provider {name!r} cannot be set up ({type(error).__name__}): install delight[esp], "
            "name one of anymail's providers in DELIGHT_MAIL and its keys in ANYMAIL."
        ) from error
    if not hasattr(backend, "create_session"):
        raise TransportDown(f"{name} does not speak plain HTTP through anymail: use its SMTP server in DELIGHT_MAIL.")
    backend.open()
    return backend


def _anymail(path: str) -> type[Exception]:
    found: type[Exception] = import_string(f"anymail.{path}")
    return found


def _message(composed: Composed, *, provider: str, untracked: bool) -> EmailMultiAlternatives:
    """The mail as anymail takes it, read from its source alone (spec A2, A4.3: nothing is tracked)."""
    source = message_from_bytes(composed.source, policy=policy.default)
    assert isinstance(source, EmailMessage)  # noqa: S101 - what the default policy makes
    headers = {name: str(source[name]) for name in OUR_HEADERS if name in source}
    if provider in MAKES_THE_MESSAGE_ID:
        headers.pop("Message-ID")
    headers |= {"X-PM-KeepID": "true"} if provider == "postmark" else {}
    headers |= {"idempotencyKey": _key(composed)} if provider == "brevo" else {}
    message = EmailMultiAlternatives(
        subject=str(source["Subject"]),
        body=_part(source, "plain"),
        from_email=str(source["From"]),
        to=[str(source["To"])],
        reply_to=[str(source["Reply-To"])] if "Reply-To" in source else [],
        headers=headers,
    )
    if html := _part(source, "html"):
        message.attach_alternative(html, "text/html")
    message.metadata = {OUR_ID: composed.message_id.strip("<>")}  # type: ignore[attr-defined]  # anymail reads it
    if untracked:
        message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]
    return message


def _part(source: EmailMessage, sort: str) -> str:
    part = source.get_body((sort,))
    return str(part.get_content()) if part is not None else ""


def _key(composed: Composed) -> str:
    """A UUID that follows from the Message-ID: the same for the same attempt, and fit for every provider."""
    return str(uuid5(NAMESPACE_URL, composed.message_id))


def _told(response: Response) -> str:
    return " ".join(response.text.split())[:300] or str(response.reason)
