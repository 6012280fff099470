"""The only access to AWS: clients of one session, made on first use.

boto3 is imported by the first call, so a function that answers without AWS never pays for it.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_kms.client import KMSClient
    from mypy_boto3_lambda.client import LambdaClient
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_secretsmanager.client import SecretsManagerClient
    from mypy_boto3_stepfunctions.client import SFNClient

PATIENCE = timedelta(seconds=20)
"""How long one function waits for another: API Gateway waits 29 seconds for both."""

_PARTICULARS: dict[str, dict[str, Any]] = {
    # Links would be signed by version 2, which China and objects sealed by KMS refuse.
    "s3": {"signature_version": "s3v4"},
    # Whoever waited in vain does not have it done a second time.
    "lambda": {
        "read_timeout": PATIENCE.total_seconds(),
        "retries": {"total_max_attempts": 1},
    },
}
_clients: dict[str, Any] = {}
_making = threading.Lock()


@overload
def client(service: Literal["dynamodb"]) -> DynamoDBClient: ...
@overload
def client(service: Literal["kms"]) -> KMSClient: ...
@overload
def client(service: Literal["lambda"]) -> LambdaClient: ...
@overload
def client(service: Literal["s3"]) -> S3Client: ...
@overload
def client(service: Literal["secretsmanager"]) -> SecretsManagerClient: ...
@overload
def client(service: Literal["stepfunctions"]) -> SFNClient: ...
def client(service: str) -> Any:
    """The process's client of `service`, made on first use from one shared session."""
    with _making:
        if service not in _clients:
            import boto3
            from botocore.config import Config

            if "session" not in _clients:
                _clients["session"] = boto3.session.Session()
            config = Config(**_PARTICULARS[service]) if service in _PARTICULARS else None
            _clients[service] = _clients["session"].client(service, config=config)
        return _clients[service]


def forget() -> None:
    """Drop every client and the session: a new sandbox has another AWS behind it."""
    with _making:
        _clients.clear()
