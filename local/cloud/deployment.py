"""A deployment in moto: tables and mappings from the merge template, keys, secrets, functions.

Each step answers the environment names it settles; nothing is declared here that the template or
the workflow's ASL already declares.
"""

from __future__ import annotations

import base64
import copy
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from moto.awslambda.models import lambda_backends
from moto.core import models as mock_models
from moto.dynamodb.models import dynamodb_backends
from moto.iam.models import iam_backends
from moto.kms import models as kms_models
from moto.kms.models import kms_backends
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from chalicelib.platform import aws
from chalicelib.policy import load_pack
from local.cloud import signed_forms
from local.cloud.loopback import serving
from local.cloud.memory import ACCOUNT, PARTITION, REGION

ROOT = Path(__file__).parents[2]
_TABLE_PROPERTIES = (
    "BillingMode",
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
)
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "sandbox",
    "AWS_SECRET_ACCESS_KEY": "sandbox",
    "AWS_DEFAULT_REGION": REGION,
}
_KEY = base64.b64encode(b"sandbox-key-of-thirty-two-bytes!").decode()


def source_keys() -> dict[str, str]:
    """A secret for each department that is asked over HTTP, which no other has."""
    wired = (one.code for one in load_pack("jilin-city").catalogue.sources if one.answers != "file")
    return {code: base64.b64encode(f"sandbox-key-of-{code}".encode()).decode() for code in wired}


PARTNER_SECRETS: dict[str, dict[str, Any]] = {
    "WECHAT": {
        "appid": "wx-sandbox",
        "secret": "wechat-sandbox",
        "template_id": "letter-sandbox",
    },
    "WECOM": {
        "corpid": "ww-sandbox",
        "corpsecret": "wecom-sandbox",
        "agentid": "1000001",
        "home_url": "https://staff.sandbox.invalid/",
        "callback_token": "told-by-wecom",
        "callback_key": "sandbox0" * 5 + "key",
    },
    "SOURCES": {"app_id": "jiuzhu", "keys": source_keys()},
}
_BACKENDS: tuple[Any, ...] = (
    dynamodb_backends,
    iam_backends,
    kms_backends,
    lambda_backends,
    s3_backends,
    secretsmanager_backends,
    stepfunctions_parser_backends,
)
_made: dict[tuple[tuple[str, ...], str | None], tuple[dict[str, str], list[Any]]] = {}
_served = ExitStack()
_kept: dict[str, Any] = {}
PRINT = "print"
"""The one function that another calls; all others are called by the workflow and by AWS."""
_NO_CODE = b"PK\x05\x06" + b"\0" * 18  # an empty zip: the handlers are in this process

# Nobody here asks AWS with `requests`, for which moto would enter every address of AWS each time.
_mocks: Any = mock_models
vars(_mocks)["RESPONSES_METHODS"] = []

# moto makes an RSA pair of 40 ms for every key, though a symmetric one never uses it.
_kms: Any = kms_models
_kms.generate_private_key = cache(_kms.generate_private_key)


@cache
def resources() -> dict[str, Any]:
    """The resources of the merge template."""
    found: dict[str, Any] = json.loads((ROOT / ".chalice/resources.json").read_text())["Resources"]
    return found


@cache
def client(service: str) -> Any:
    """The sandbox's own client of a service, made once a process: making one is slow."""
    session: Any = boto3.session.Session()
    return session.client(service)


def make(functions: Iterable[str], definition: str | None) -> dict[str, str]:
    """Everything; the environment names of the functions.

    What was made once in this process is a copy of it the next time: each call of AWS is slow.
    """
    wanted = tuple(functions), definition
    if wanted not in _made:
        names = _make(*wanted)
        _made[wanted] = names, copy.deepcopy([backends[ACCOUNT] for backends in _BACKENDS])
    names, held = _made[wanted]
    for backends, of_account in zip(_BACKENDS, copy.deepcopy(held), strict=True):
        backends[ACCOUNT].update(of_account)
    buckets = s3_backends[ACCOUNT][PARTITION].buckets
    s3_backends.bucket_accounts |= dict.fromkeys(buckets, (PARTITION, ACCOUNT))
    return dict(names)


def _make(functions: Iterable[str], definition: str | None) -> dict[str, str]:
    return {
        "POLICY_PACK": "jilin-city",
        "PRINT_FUNCTION": PRINT,
        **_tables(),
        **_keys(),
        **_secrets(),
        **_buckets(),
        "STATE_MACHINE_ARN": _workflow(functions, definition),
    }


def _tables() -> dict[str, str]:
    names = {}
    for logical, resource in resources().items():
        if resource.get("Type") != "AWS::DynamoDB::Table":
            continue
        short = logical.removesuffix("Table").lower()
        given = {n: v for n, v in resource["Properties"].items() if n in _TABLE_PROPERTIES}
        client("dynamodb").create_table(TableName=f"jiuzhu-{short}", **given)
        names[f"{short.upper()}_TABLE"] = f"jiuzhu-{short}"
    return names


def _keys() -> dict[str, str]:
    """Keys go by their aliases, so that every sandbox calls them alike."""
    kms = client("kms")
    names = {f"{name}_KEY_ID": f"alias/jiuzhu-{name.lower()}" for name in ("DATA", "TOKEN")}
    for alias in names.values():
        key = kms.create_key(Description=alias)["KeyMetadata"]
        kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    return names


def _secrets() -> dict[str, str]:
    keys = {"current": "1", "keys": {"1": _KEY}}
    held: dict[str, Any] = {"INDEX": keys, "SESSION": keys, **PARTNER_SECRETS}
    manager = client("secretsmanager")
    return {
        f"{name}_SECRET_ARN": manager.create_secret(Name=name, SecretString=json.dumps(content))[
            "ARN"
        ]
        for name, content in held.items()
    }


def _buckets() -> dict[str, str]:
    for bucket in ("papers", "exchange"):
        client("s3").create_bucket(
            Bucket=f"jiuzhu-{bucket}",
            CreateBucketConfiguration={"LocationConstraint": REGION},
        )
    return {"PAPERS_BUCKET": "jiuzhu-papers", "EXCHANGE_BUCKET": "jiuzhu-exchange"}


def _functions(names: Iterable[str]) -> dict[str, str]:
    """The ARN of each function by its name."""
    role = client("iam").create_role(RoleName="sandbox", AssumeRolePolicyDocument="{}")["Role"]
    return {
        name: client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.11",
            Role=role["Arn"],
            Handler="app.app",
            Code={"ZipFile": _NO_CODE},
        )["FunctionArn"]
        for name in names
    }


def _workflow(functions: Iterable[str], definition: str | None) -> str:
    """The ARN of the state machine, with those of the functions that its definition names."""
    text = definition or (ROOT / "stepfunctions/application.asl.json").read_text()
    text = text.replace("${Partition}", "aws-cn")
    places = {name: f"${{{name.title().replace('_', '')}}}" for name in functions}
    called = [name for name, place in places.items() if place in text or name == PRINT]
    for name, arn in _functions(called).items():
        text = text.replace(places[name], arn)
    made = client("stepfunctions").create_state_machine(
        name="application",
        definition=text,
        roleArn=f"arn:aws-cn:iam::{ACCOUNT}:role/sandbox",
    )
    return str(made["stateMachineArn"])


@contextmanager
def environment() -> Iterator[None]:
    """An environment of its own, so that nothing reaches a real account."""
    before = dict(os.environ)
    os.environ.update(CREDENTIALS)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@cache
def _s3_application() -> Any:
    from moto.moto_server import werkzeug_app  # brings a web framework with it

    return signed_forms.held(
        werkzeug_app.DomainDispatcherApplication(werkzeug_app.create_backend_app)
    )


@cache
def _s3_address() -> str:
    """Where moto's S3 is served on a loopback port, as long as this process lives."""
    return _served.enter_context(serving(_s3_application()))


@contextmanager
def s3_on_loopback() -> Iterator[None]:
    """The suite's S3 client pointed at moto's S3 on a loopback port; it is made once a process."""
    os.environ["AWS_ENDPOINT_URL_S3"] = _s3_address()
    others = aws._clients.pop("s3", None)
    aws._clients |= _kept
    try:
        yield
    finally:
        _kept.update({"s3": aws._clients.pop("s3")} if "s3" in aws._clients else {})
        aws._clients |= {"s3": others} if others else {}
