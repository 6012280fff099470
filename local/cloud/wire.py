"""AWS without the wire: moto's own operation, called with what botocore would have sent.

Most of a call's time went into addresses, signatures and headers that nobody here looks at. So the
operations that the suite calls all the time go straight to moto; botocore still checks and writes
their parameters, and reads their answers. All others take the long way.
"""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

from botocore import xform_name
from botocore.awsrequest import HeadersDict
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from moto.core.exceptions import JsonRESTError
from moto.core.request import Request
from moto.dynamodb.models.utilities import dynamo_json_dump
from moto.dynamodb.responses import DynamoHandler
from moto.kms.responses import KmsResponse
from moto.s3.responses import S3Response
from moto.secretsmanager.responses import SecretsManagerResponse

from local.cloud import bodies, deployment, known_forms
from local.cloud.memory import ACCOUNT, REGION

_the_long_way = BaseClient._make_api_call  # type: ignore[attr-defined]
_FILES = {
    "GetObject": S3Response.key_dispatch,
    "ListObjectsV2": S3Response.bucket_dispatch,
    "PutObject": S3Response.key_dispatch,
}
_SIGNED = {
    "Authorization": f"AWS4-HMAC-SHA256 Credential=sandbox/20221219/{REGION}/s3/aws4_request"
}
_SEALING = {
    "Decrypt": KmsResponse,
    "Encrypt": KmsResponse,
    "GenerateDataKey": KmsResponse,
    "GetSecretValue": SecretsManagerResponse,
}


def call(client: Any, operation: str, params: dict[str, Any]) -> Any:
    """The answer to one AWS call; the client's own exception when it is refused."""
    service = client.meta.service_model.service_name
    answer = known_forms.answered(service, operation, params)
    if answer is not None:
        return answer
    if service == "dynamodb":
        return _database(client, operation, params)
    if service == "s3":
        return _files(client, operation, params)
    if operation in _SEALING:
        handler = _handler(_SEALING[operation], _sent(client, operation, params))
        try:
            content = getattr(handler, xform_name(operation))()
        except Exception:
            return _the_long_way(client, operation, params)  # it knows how refusals look
        return _read(client, operation, 200, content)
    return _the_long_way(client, operation, params)


def _database(client: Any, operation: str, params: dict[str, Any]) -> Any:
    body = bodies.of(operation, params) or json.loads(_sent(client, operation, params))
    handler = _handler(DynamoHandler, body)
    try:
        result = getattr(handler, xform_name(operation))().result
    except JsonRESTError as refused:
        response = (int(refused.code), str(refused.description))
    else:
        says_nothing = not any(result.values())
        return result if says_nothing else _read(client, operation, 200, dynamo_json_dump(result))
    answer = _read(client, operation, *response)
    raise client.exceptions.from_code(answer["Error"]["Code"])(answer, operation)


def _files(client: Any, operation: str, params: dict[str, Any]) -> Any:
    """The suite's client signs links for a loopback port; calls need no port."""
    if operation in _FILES and (answer := _file(client, operation, params)):
        return answer
    try:
        return _the_long_way(deployment.client("s3"), operation, params)
    except ClientError as refused:  # each client has exceptions of its own
        kind = client.exceptions.from_code(refused.response["Error"]["Code"])
        raise kind(refused.response, operation) from None


def _file(client: Any, operation: str, params: dict[str, Any]) -> Any:
    """What S3 answers to a request; None where it refuses: the long way knows how that looks."""
    model = client.meta.service_model.operation_model(operation)
    sent = client._serializer.serialize_to_request(params, model)
    bucket, path = params["Bucket"], sent["url_path"].removeprefix(f"/{params['Bucket']}")
    place, _, given = path.partition("?")
    query = "&".join(filter(None, (given, urlencode(sent["query_string"]))))
    url = f"https://{bucket}.s3.{REGION}.amazonaws.com.cn{place or '/'}?{query}"
    request = Request.from_primitives(sent["method"], url, sent["headers"] | _SIGNED, sent["body"])
    status, headers, body = _FILES[operation](request, url, request.headers)
    if status >= 300:
        return None
    content: Any = body.encode() if isinstance(body, str) else body
    if model.has_streaming_output:
        content = StreamingBody(io.BytesIO(content), len(content))
    response = {"status_code": status, "headers": HeadersDict(headers), "body": content}
    return client._response_parser.parse(response, model.output_shape)


def _sent(client: Any, operation: str, params: dict[str, Any]) -> str:
    model = client.meta.service_model.operation_model(operation)
    body: bytes = client._serializer.serialize_to_request(params, model)["body"]
    return body.decode()


def _handler(kind: type[Any], body: Any) -> Any:
    handler = kind()
    handler.current_account, handler.region = ACCOUNT, REGION
    handler.body, handler.querystring, handler.uri_match = body, {}, {}
    return handler


def _read(client: Any, operation: str, status: int, content: str) -> Any:
    """An answer as botocore's parser reads it, a refusal with its particulars."""
    service, parser = client.meta.service_model, client._response_parser
    response = {"status_code": status, "headers": {}, "body": content.encode()}
    answer = parser.parse(response, service.operation_model(operation).output_shape)
    if status < 300:
        return answer
    return {
        **parser.parse(response, service.shape_for_error_code(answer["Error"]["Code"])),
        **answer,
    }
