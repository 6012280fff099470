"""moto's tables at the price of what a call touches.

moto copies every item of every table that a transaction touches, to be able to put it back, reads a
condition anew up to four times for each write, looks through a whole table for each query, copies
whatever it answers, and counts the bytes of an item at each of its attributes. Here a transaction
asks all conditions before it writes, a condition is read once a process, a copy of a table holds
the same items, a query looks at its partition, and values are shared: whatever would change an item
in place changes a copy of it. How large an item may be is checked before (guards.py).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from moto.dynamodb.comparisons import (
    AttributeValue,
    ConditionExpressionParser,
    OpDefault,
    get_filter_expression,
)
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes, validators

from local.cloud import known_forms
from local.cloud.memory import copied_items

_real_update = DynamoDBBackend.update_item
_real_query = Table.query
_real_cast: Any = DynamoType.cast_value
_real_copy: Any = DynamoType.__deepcopy__
_real_transact = DynamoDBBackend.transact_write_items
_real_make_operand: Any = ConditionExpressionParser._make_operand
_nodes: Any = ast_nodes
_conditions: dict[tuple[Any, ...], Any] = {}
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
        patch.object(DynamoDBBackend, "transact_write_items", _transact),
        patch.object(ConditionExpressionParser, "parse", _parse),
        patch.object(ConditionExpressionParser, "_make_operand", _make_operand),
        patch.object(validators, "deepcopy", _copy_node),
    ):
        yield


def _copy_table(self: Any, _memo: object) -> Any:
    same = _another(self)
    same.items = copied_items(self.items)
    return same


def _another(table: Any) -> Any:
    """The same table once more; moto keeps whatever is made of its classes until it is reset, and
    with a copy all that the table held then."""
    same = object.__new__(type(table))
    vars(same).update(vars(table))
    return same


def _query(self: Any, hash_key: Any, *args: Any, **more: Any) -> Any:
    """A query of the table itself looks at one partition alone."""
    looked_at = self
    if args[_INDEX_NAME] is None:
        looked_at = _another(self)
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


def _parse(self: Any) -> Any:
    """A condition, of which only the values with which it compares are new each time."""
    if not self.condition_expression:
        return OpDefault(None, None)  # type: ignore[arg-type]
    written = (self.condition_expression, *(self.expression_attribute_names or {}).items())
    if written not in _conditions:
        _conditions[written] = _tree(self)
    tree = _conditions[written]
    self.expr_attr_names_found.extend(self._find_literals(tree))
    self.expr_attr_values_found.extend(self._find_expr_attr_values(tree))
    return self._make_op_condition(tree)


def _tree(self: Any) -> Any:
    """What moto's `parse` makes of a condition before it puts in the values."""
    nodes = self._parse_paths(self._lex_condition_expression())
    nodes = self._apply_comparator(self._apply_functions(nodes))
    nodes = self._apply_between(self._apply_in(nodes))
    (tree,) = self._apply_parens_and_booleans(nodes)
    self._assert_no_redundant_parentheses(tree)
    return tree


def _make_operand(self: Any, node: Any) -> Any:
    if node.kind == self.Kind.EXPRESSION_ATTRIBUTE_VALUE:
        return AttributeValue(self._lookup_expression_attribute_value(node.text))
    return _real_make_operand(self, node)


def _transact(self: Any, entries: list[dict[str, Any]]) -> None:
    """A transaction all of whose conditions hold. Any other is moto's, which says what is wrong."""
    writes = [next(iter(entry.items())) for entry in entries]
    places = [_place(self, body) for _, body in writes]
    before = {place: place[0].items.get(place[1], {}).get(place[2]) for place in places if place}
    if len(before) < sum(map(len, entries)) or not all(
        _condition(body).expr(row) for (_, body), row in zip(writes, before.values(), strict=True)
    ):
        _real_transact(self, entries)
        return
    try:
        for kind, body in writes:
            _write(self, kind, body)
    except Exception:
        for place, row in before.items():
            _put_back(*place, row)
        _real_transact(self, entries)


def _place(self: Any, body: Mapping[str, Any]) -> tuple[Any, DynamoType, DynamoType] | None:
    """Where a write goes: table and keys."""
    table, key = self.tables.get(body["TableName"]), body.get("Key") or body["Item"]
    names = {"pk", "sk"}
    if table is None or not names <= key.keys():
        return None
    return table, DynamoType(key["pk"]), DynamoType(key["sk"])


def _condition(body: Mapping[str, Any]) -> Any:
    names, values = "ExpressionAttributeNames", "ExpressionAttributeValues"
    return get_filter_expression(body.get("ConditionExpression"), body.get(names), body.get(values))


def _write(self: Any, kind: str, body: dict[str, Any]) -> None:
    name = body["TableName"]
    if kind == "Put":
        self.put_item(name, body["Item"])
    elif kind == "Delete":
        self.delete_item(name, body["Key"])
    elif kind == "Update" and known_forms.counted(body) is None:
        self.update_item(
            name,
            body["Key"],
            body["UpdateExpression"],
            body.get("ExpressionAttributeNames"),
            body.get("ExpressionAttributeValues"),
        )


def _put_back(table: Any, pk: DynamoType, sk: DynamoType, row: Any) -> None:
    if row is None:
        table.items[pk].pop(sk, None)
    else:
        table.items[pk][sk] = row
