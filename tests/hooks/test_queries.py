"""What we ask of a shop is in its schema, and enough for the translation."""

import json

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from storefront_hooks.saleor.client import SaleorClient
from storefront_hooks.saleor.manifest import manifest
from storefront_hooks.saleor.queries import query
from tests.hooks.bodies import FULL, event, order_in
from tests.hooks.playback import DATA, Shop, shows

MANIFEST = json.loads(manifest(door="https://delight.example/stores/saleor/", homepage="https://delight.example/"))
SUBSCRIPTIONS = {webhook["identifier"]: webhook["query"] for webhook in MANIFEST["webhooks"]}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((DATA / "schema.graphql").read_text())


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_a_webhooks_query_is_in_the_schema(schema: GraphQLSchema, name: str) -> None:
    assert validate(schema, parse(SUBSCRIPTIONS[name])) == []


def test_the_schema_notices_a_wrong_field(schema: GraphQLSchema) -> None:
    assert validate(schema, parse(SUBSCRIPTIONS["delight-orders"].replace("isPaid", "isPayed")))


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_a_webhooks_query_selects_what_the_door_checks(name: str) -> None:
    text = " ".join(SUBSCRIPTIONS[name].split())
    assert "event { __typename issuedAt recipient { id } issuingPrincipal {" in text


def test_what_the_client_sends_is_in_the_schema(schema: GraphQLSchema, shop: Shop) -> None:
    shop.answer_with = shows({})
    client = SaleorClient(shop.api_url, token="t", pauses=())
    assert [list(client.read_orders(["a", "b"])), list(client.read_variants(["a", "b"]))] == [[], []]
    assert [validate(schema, parse(asked.json["query"])) for asked in shop.asked] == [[], []]
    for alone in ("who_am_i.graphql", "inspection.graphql", "failed_deliveries.graphql", "tell.graphql"):
        assert validate(schema, parse(query(alone))) == []
    assert validate(schema, parse(query("orders_page.graphql", "order_parts.graphql"))) == []
    assert validate(schema, parse(query("variants.graphql", "variant_parts.graphql"))) == []


def test_what_the_order_query_selects_is_enough_for_the_translation() -> None:
    content = event(FULL)
    whole = order_in(content)
    content["order"] = _selected(content["order"], query("order_parts.graphql"))
    trimmed = order_in(content)
    assert (trimmed.lines, trimmed.parcels, trimmed.recipient) == (whole.lines, whole.parcels, whole.recipient)
    assert (trimmed.buyer, trimmed.total, trimmed.state) == (whole.buyer, whole.total, whole.state)


def _selected(value: object, fragments: str) -> object:
    """What is left of a recorded order when only the fields of our fragment are kept."""
    document = parse(fragments)
    sets = {definition.name.value: definition.selection_set for definition in document.definitions}

    def keep(part: object, selection_set: object) -> object:
        if isinstance(part, list):
            return [keep(item, selection_set) for item in part]
        if not isinstance(part, dict) or selection_set is None:
            return part
        kept: dict[str, object] = {}
        for selection in selection_set.selections:
            if selection.kind == "fragment_spread":
                kept |= keep(part, sets[selection.name.value])
            elif selection.alias is None:  # the one field with a name of ours, the shelf, is in no recording
                kept[selection.name.value] = keep(part[selection.name.value], selection.selection_set)
        return kept

    return keep(value, sets["OrderParts"])
