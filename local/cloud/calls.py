"""AWS calls as the sandbox sees them: who made them, what they touch, what they need to be allowed.

The name of the function that works is in `function_name`: a Lambda function's own name,
`api_handler`, `workflow` for Step Functions itself, and `outside` for the sandbox and its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

WORKFLOW, OUTSIDE = "workflow", "outside"
PUTS = frozenset({"PutItem", "TransactWriteItems", "BatchWriteItem"})
_TRANSACTED = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
_ACTIONS = {"ListObjectsV2": "ListBucket", "HeadObject": "GetObject", "Invoke": "InvokeFunction"}
_RESOURCES = (
    "TableName",
    "Bucket",
    "KeyId",
    "SecretId",
    "stateMachineArn",
    "executionArn",
    "FunctionName",
    "QueueUrl",
)

function_name: ContextVar[str] = ContextVar("function_name", default=OUTSIDE)
request: ContextVar[str] = ContextVar("request", default="")
"""The method and path of the request that the API answers; empty elsewhere."""


@dataclass(frozen=True)
class AwsCall:
    """One AWS call: who made it, and what it was. Several tables are joined by commas.

    `touches` are the partitions of tables and the objects that it reads or writes; None where that
    is not known, as of an index. `request` is that which the API answers, `kind` that of KMS's
    context.
    """

    function: str
    service: str
    operation: str
    resource: str = ""
    touches: frozenset[str] | None = field(default=None, compare=False)
    request: str = field(default="", compare=False)
    kind: str = field(default="", compare=False)


@dataclass(frozen=True)
class Use:
    """What a function must be allowed for its calls: an IAM action's name on a resource.

    An index is `table/index/name`, an object `bucket/key`; `kind` is that of KMS's context.
    """

    function: str
    service: str
    action: str
    resource: str
    kind: str = ""


Hook = Callable[[str, AwsCall], None]
"""Told "before" and "after" each AWS or partner call; what it raises, the caller sees."""


@contextmanager
def as_function(name: str, event: Mapping[str, Any] | None = None) -> Iterator[None]:
    """What happens here is done by the function of that name, called with that event."""
    token = function_name.set(name)
    asked = request.set(request_of(event or {}))
    try:
        yield
    finally:
        request.reset(asked)
        function_name.reset(token)


def request_of(event: Mapping[str, Any]) -> str:
    """The method and path of the request in an event of API Gateway; empty for any other."""
    context = event.get("requestContext", {})
    return f"{context['httpMethod']} {context['resourcePath']}" if "httpMethod" in context else ""


def describe(service: str, operation: str, params: Mapping[str, Any]) -> AwsCall:
    """The call that the function at work is about to make."""
    touches = _touches(service, params)
    kind = params.get("EncryptionContext", {}).get("kind", "")
    resource = _resource(params)
    return AwsCall(function_name.get(), service, operation, resource, touches, request.get(), kind)


def _touches(service: str, params: Mapping[str, Any]) -> frozenset[str] | None:
    if service == "s3" and "Key" in params:
        return frozenset({f"{params['Bucket']}/{params['Key']}"})
    if service != "dynamodb" or "IndexName" in params:
        return None
    bodies = [body for entry in params.get("TransactItems", ()) for body in entry.values()]
    bodies += [{"TableName": table, "Key": key} for table, key in batched(params)]
    found = [_partition(body) for body in bodies or [params]]
    return None if None in found else frozenset(one for one in found if one)


def _partition(body: Mapping[str, Any]) -> str | None:
    """The table and partition that a part of a call is about; None where it is about several."""
    place = body.get("Key") or body.get("Item") or {}
    values = body.get("ExpressionAttributeValues", {})
    named = place.get("pk") or (values.get(":pk") if "KeyConditionExpression" in body else None)
    return f"{body['TableName']}/{named['S']}" if named else None


def uses(call: AwsCall, params: Mapping[str, Any]) -> Iterator[Use]:
    """The IAM actions of a call: a transaction is allowed by the actions of its parts, a batch by
    one of its own on each table."""
    parts = list(_parts(params))
    for table, kind in parts:
        yield Use(call.function, call.service, _TRANSACTED.get(kind, kind), table)
    if not parts:
        action = _ACTIONS.get(call.operation, call.operation)
        below = [f"index/{params['IndexName']}"] if "IndexName" in params else []
        below += [params["Key"]] if call.service == "s3" and "Key" in params else []
        resource = "/".join([call.resource, *below])
        kind = params.get("EncryptionContext", {}).get("kind", "")
        yield Use(call.function, call.service, action, resource, kind)


def images(operation: str, params: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    """The items that a call puts into one table, in DynamoDB JSON."""
    if operation not in PUTS:
        return []
    if operation == "PutItem":
        return [params["Item"]] if params["TableName"] == table else []
    if operation == "BatchWriteItem":
        requests = params["RequestItems"].get(table, [])
        return [request["PutRequest"]["Item"] for request in requests if "PutRequest" in request]
    puts = (entry["Put"] for entry in params["TransactItems"] if "Put" in entry)
    return [put["Item"] for put in puts if put["TableName"] == table]


def _parts(params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in params.get("TransactItems", []):
        for kind, body in entry.items():
            yield body["TableName"], kind
    for table, requests in params.get("RequestItems", {}).items():
        yield table, "BatchWriteItem" if isinstance(requests, list) else "BatchGetItem"


def batched(params: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Table and key of every item that a batch reads or writes."""
    for table, requests in params.get("RequestItems", {}).items():
        if not isinstance(requests, list):
            yield from ((table, key) for key in requests["Keys"])
            continue
        for request in requests:
            body = next(iter(request.values()))
            item = body.get("Item") or body["Key"]
            yield table, {name: item[name] for name in ("pk", "sk")}


def _resource(params: Mapping[str, Any]) -> str:
    tables = {table for table, _ in _parts(params)}
    if tables:
        return ",".join(sorted(tables))
    return str(next((params[name] for name in _RESOURCES if name in params), ""))
