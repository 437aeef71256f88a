"""Which tables are copied from one database to another, and in which order; what counts as the same."""

from delight.actions.upkeep.copy_database import LEFT_OUT, _plain, differences, tables
from delight.models import Attempt, Order, OrderLine, StoreEvent, Touch


def test_every_table_of_ours_is_copied_once():
    found = tables()
    assert {Attempt, Order, OrderLine, StoreEvent, Touch} <= set(found)
    assert len(found) == len(set(found))
    assert not {table._meta.app_label for table in found} & set(LEFT_OUT)


def test_a_row_comes_after_the_rows_that_it_refers_to():
    found = tables()
    assert found.index(Order) < found.index(OrderLine) < len(found)
    assert found.index(Order) < found.index(Touch) < found.index(Attempt)


def test_the_order_of_a_json_objects_keys_is_no_difference():
    assert _plain({"b": 1, "a": 2}) == _plain({"a": 2, "b": 1})
    assert _plain({"b": 1}) != _plain({"b": 2})


def test_a_database_is_the_same_as_itself(db):
    assert differences("default", to="default") == []
