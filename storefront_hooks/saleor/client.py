"""Asks a Saleor shop's GraphQL API, with time-outs and patience; foreign exceptions stop here."""

import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from urllib.parse import urlsplit

import requests
from gql import GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError

from storefront_hooks.errors import Refused, Unavailable, Unreadable
from storefront_hooks.saleor import shapes
from storefront_hooks.saleor.queries import query
from storefront_hooks.saleor.wire import get, post, why_not

ORDERS_PER_QUERY = 100  # Saleor allows 100 aliases; 100 orders cost about 3,200 of the 50,000 points of one query
CONNECT_SECONDS, READ_SECONDS, KEYS_READ_SECONDS = 2.0, 15.0, 5.0
PAUSES = (0.5, 2.0)  # seconds before the second and the third try; each is stretched or shortened by up to a half
WORDS_AT_MOST, LONGEST_WORDS = 3, 500  # of the shop's own, in what staff read
_OURS = frozenset(
    {"GraphQLError", "GraphQLSyntaxError", "QueryCostError"}
)  # the query or an id is wrong; others are trouble in the shop
_log = logging.getLogger(__name__)
_chance = random.SystemRandom()


class TooCostly(Refused):
    """The shop's limit for the cost of one query was passed: ask for less at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """This app as the shop knows it by our token."""

    id: str
    permissions: frozenset[str]


class SaleorClient:
    """One shop's API with one token. Every method raises Unavailable or Refused and nothing else."""

    def __init__(
        self,
        api_url: str,
        *,
        token: str,
        read_seconds: float = READ_SECONDS,
        pauses: Sequence[float] = PAUSES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api_url = api_url
        self._token = token
        self._timeout = (CONNECT_SECONDS, read_seconds)
        self._pauses = pauses
        self._sleep = sleep

    def who_am_i(self) -> App:
        """The app that our token stands for. A dead token is refused."""
        answer = self._ask(_document(query("who_am_i.graphql")), variables={})
        try:
            app = shapes.convert(answer, shape=shapes.WhoAmI, at="").app
            return App(id=app.id, permissions=frozenset(one.code for one in app.permissions or ()))
        except Unreadable as error:
            raise Refused(f"the shop does not know this token: {error}") from error

    def read_orders(self, ids: Sequence[str]) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Each known order's id and fields as parsed, at most 100 orders a query.

        One id is one alias, so that an order the shop does not know, or cannot show, is left out and takes no other
        with it. ``order(id)`` answers strangers too; ``app`` in the same query is what notices a dead token.
        """
        return self._read_each(ids, document=_orders_document)

    def read_variants(self, ids: Sequence[str]) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Each known variant's id and fields as parsed, read as orders are."""
        return self._read_each(ids, document=_variants_document)

    def _read_each(
        self, ids: Sequence[str], *, document: Callable[[int], GraphQLRequest]
    ) -> Iterator[tuple[str, Mapping[str, object]]]:
        rest = iter(dict.fromkeys(ids))
        while batch := tuple(islice(rest, ORDERS_PER_QUERY)):
            variables = {f"id{index}": external_id for index, external_id in enumerate(batch)}
            answer = known(self._ask(document(len(batch)), variables=variables))
            for index, external_id in enumerate(batch):
                found = answer.get(f"one{index}")
                if isinstance(found, dict):
                    yield external_id, found

    def fetch_keys(self) -> Mapping[str, object]:
        """The JWK set that signs the shop's events, from the origin of its API address. Asks once and not for long:
        the shop waits for our answer, and calls again.
        """
        url = keys_url(self._api_url)
        try:
            answer = get(url, connect_seconds=CONNECT_SECONDS, read_seconds=KEYS_READ_SECONDS)
        except requests.RequestException as error:
            raise Unavailable(f"the shop's keys cannot be fetched: {url} {why_not(error)}") from error
        keys = key_set_in(answer)
        if keys is None:
            raise Unavailable(f"{url} answered {answer.status_code} and no key set")
        return keys

    def ask(self, *files: str, variables: Mapping[str, object]) -> Mapping[str, object]:
        """The answer to the query in these files; asked again when the shop is away. A lone order's error is logged."""
        return self._ask(_document(query(*files)), variables=variables)

    def change(self, *files: str, variables: Mapping[str, object]) -> Mapping[str, object]:
        """Ask for a change, once: after Unavailable nobody knows whether it was made."""
        return self._ask_once(GraphQLRequest(_document(query(*files)), variable_values=dict(variables)))

    def _ask(self, document: GraphQLRequest, *, variables: Mapping[str, object]) -> Mapping[str, object]:
        request = GraphQLRequest(document, variable_values=dict(variables))
        return self._patiently(partial(self._ask_once, request))

    def _patiently(self, work: Callable[[], Mapping[str, object]]) -> Mapping[str, object]:
        """Queries change nothing in the shop, so asking again is harmless."""
        for pause in self._pauses:
            try:
                return work()
            except Unavailable as trouble:
                _log.info("asking %s again: %s", self._api_url, trouble)
                self._sleep(pause * _chance.uniform(0.5, 1.5))
        return work()

    def _ask_once(self, request: GraphQLRequest) -> Mapping[str, object]:
        try:
            return post(
                request,
                api_url=self._api_url,
                token=self._token,
                connect_seconds=self._timeout[0],
                read_seconds=self._timeout[1],
            )
        except TransportQueryError as error:
            return self._judge(error)

    def _judge(self, error: TransportQueryError) -> Mapping[str, object]:
        """What is left of an answer with errors: its data, if the errors are about single ids and not about us."""
        codes, words = {_code_of(item) for item in error.errors or ()}, _words_of(error.errors)
        if "PermissionDenied" in codes:
            raise Refused(f"the shop denies what we ask: a permission is missing or the token is dead ({words})")
        if not codes <= _OURS:
            raise Unavailable(f"the shop could not work out its answer: {words}")
        if "QueryCostError" in codes:
            raise TooCostly(f"the shop finds our query too costly: {words}")
        if not isinstance(error.data, dict):
            raise Refused(f"the shop does not understand our query: {words}")
        _log.warning("%s left out of its answer: %s", self._api_url, words)
        return error.data


def known(answer: Mapping[str, object]) -> Mapping[str, object]:
    """The answer to a query that asks for ``app`` too. Raises Refused where the token stands for no app any more."""
    if answer.get("app") is None:
        raise Refused("the shop does not know our token any more: install the app again")
    return answer


def keys_url(api_url: str) -> str:
    """Where the shop of this API address keeps the keys that sign its events: on the same origin."""
    parts = urlsplit(api_url)
    return f"{parts.scheme}://{parts.netloc}/.well-known/jwks.json"


def key_set_in(answer: requests.Response) -> Mapping[str, object] | None:
    """The JWK set that was answered; None where the answer is anything else."""
    try:
        keys = answer.json() if answer.status_code == requests.codes.ok else None
    except ValueError:
        return None
    return keys if isinstance(keys, dict) and isinstance(keys.get("keys"), list) else None


def _code_of(error: object) -> object:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    exception = extensions.get("exception") if isinstance(extensions, dict) else None
    return exception.get("code") if isinstance(exception, dict) else None


def _words_of(errors: object) -> str:
    """The messages of the errors, each once: the first few say all."""
    each: Iterable[object] = errors if isinstance(errors, list) else [errors]
    said = (str(error.get("message", "")) if isinstance(error, dict) else str(error) for error in each)
    return "; ".join(islice(dict.fromkeys(filter(None, said)), WORDS_AT_MOST))[:LONGEST_WORDS]


@lru_cache(maxsize=16)
def _document(text: str) -> GraphQLRequest:
    return gql(text)


@lru_cache(maxsize=ORDERS_PER_QUERY)
def _orders_document(count: int) -> GraphQLRequest:
    return _by_id(count, name="ReadOrders", ask="order(id: $id{}) {{ ...OrderParts }}", parts="order_parts.graphql")


@lru_cache(maxsize=ORDERS_PER_QUERY)
def _variants_document(count: int) -> GraphQLRequest:
    ask = "productVariant(id: $id{}) {{ ...VariantParts }}"
    return _by_id(count, name="ReadVariants", ask=ask, parts="variant_parts.graphql")


def _by_id(count: int, *, name: str, ask: str, parts: str) -> GraphQLRequest:
    """A query that asks for so many things, each by an id of its own under an alias of its own."""
    names = ", ".join(f"$id{index}: ID!" for index in range(count))
    aliases = "\n".join(f"  one{index}: {ask.format(index)}" for index in range(count))
    return gql(f"query {name}({names}) {{\n  app {{ id }}\n{aliases}\n}}\n{query(parts)}")
