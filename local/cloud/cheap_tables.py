"""moto's tables at the price of what a call touches.

moto copies every item of every table that a transaction touches, to be able to put it back, looks
through a whole table for each query, copies whatever it answers, and counts the bytes of an item at
each of its attributes. Here a copy of a table holds the same items, a query looks at its partition,
and values are shared: whatever would change an item in place changes a copy of it. How large an
item may be is checked before (guards.py).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes, validators

from local.cloud.memory import copied_items

_real_update = DynamoDBBackend.update_item
_real_query = Table.query
_real_cast: Any = DynamoType.cast_value
_real_copy: Any = DynamoType.__deepcopy__
_nodes: Any = ast_nodes
_INDEX_NAME = 6  # its place among the arguments behind the key
_NESTED = frozenset({"L", "M", "SS", "NS", "BS"})


@contextmanager
def cheap_tables() -> Iterator[None]:
    """Tables are cheap in here."""
    with (
        patch.object(Table, "__deepcopy__", _copy_table, create=True),
        patch.object(Table, "query", _query),
        patch.object(Item, "__init__", _make_item),
        patch.object(Item, "__deepcopy__", _copy_item),
        patch.object(DynamoType, "__deepcopy__", _copy_value),
        patch.object(DynamoType, "__hash__", _hash),
        patch.object(DynamoType, "cast_value", property(_cast_value)),
        patch.object(DynamoDBBackend, "update_item", _update_item),
        patch.object(validators, "deepcopy", _copy_node),
    ):
        yield


def _copy_table(self: Any, _memo: object) -> Any:
    same = copy.copy(self)
    same.items = copied_items(self.items)
    return same


def _query(self: Any, hash_key: Any, *args: Any, **more: Any) -> Any:
    """A query of the table itself looks at one partition alone."""
    looked_at = self
    if args[_INDEX_NAME] is None:
        looked_at = copy.copy(self)
        looked_at.items = {hash_key: self.items.get(hash_key, {})}
    return _real_query(looked_at, hash_key, *args, **more)


def _make_item(self: Any, hash_key: Any, range_key: Any, attrs: dict[str, Any]) -> None:
    self.hash_key, self.range_key = hash_key, range_key
    self.attrs = _attributes({name: DynamoType(value) for name, value in attrs.items()})


def _copy_item(self: Any, _memo: object) -> Any:
    same = copy.copy(self)
    same.attrs = _attributes({name: copy.deepcopy(one) for name, one in self.attrs.items()})
    return same


def _attributes(attrs: dict[str, Any]) -> Any:
    """moto's dictionary of attributes, whose size is not counted again for each of them."""
    made = LimitedSizeDict()
    dict.update(made, attrs)
    return made


def _copy_value(self: Any, memo: dict[int, Any]) -> Any:
    """Nobody changes a text or a number in place."""
    return _real_copy(self, memo) if self.type in _NESTED else self


def _hash(self: Any) -> int:
    """Keys are strings here; moto would look at every type they might be, for every copied key."""
    return hash(self.value)


def _cast_value(self: Any) -> Any:
    """What is compared: mostly texts, for which moto looks at every other type first."""
    return self.value if self.type == "S" else _real_cast.fget(self)


def _update_item(self: Any, table_name: str, key: dict[str, Any], *args: Any, **more: Any) -> Any:
    """UpdateItem on a copy of the item: moto changes it in place."""
    table = self.get_table(table_name)
    by_range = table.items.get(DynamoType(key[table.hash_key_attr]), {})
    place = DynamoType(key[table.range_key_attr])
    if place in by_range:
        by_range[place] = copy.deepcopy(by_range[place])
    return _real_update(self, table_name, key, *args, **more)


def _copy_node(node: Any) -> Any:
    """An expression is read anew for every call, so nobody else holds it."""
    return node if isinstance(node, _nodes.Node) else copy.deepcopy(node)
