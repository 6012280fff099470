"""Every role allows what its function does, and nothing beyond it."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from chalicelib.platform import aws
from chalicelib.platform.runtime.settings import NAMES
from chalicelib.platform.store import identifiers, table, tokens
from chalicelib.platform.store.keys import Key
from local.cloud import permissions
from local.cloud.calls import OUTSIDE, WORKFLOW, Use

ROOT = Path(__file__).parents[3]
SECRET = "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:SOURCES-AbCdEf"
WORKFLOW_ARN = "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:application"

ALLOWED = [
    Use("api_handler", "dynamodb", "Query", "jiuzhu-trail"),
    Use("drive", "stepfunctions", "StartExecution", WORKFLOW_ARN),
    Use("drive", "kms", "Decrypt", "alias/jiuzhu-token", "token"),
    Use("approval_wait", "kms", "Encrypt", "alias/jiuzhu-token", "token"),
    Use("approval_wait", "stepfunctions", "SendTaskSuccess", ""),
    Use("reconcile", "dynamodb", "Query", "jiuzhu-cases/index/due"),
    Use("reconcile", "dynamodb", "Query", "jiuzhu-people/index/due"),
    Use("verification_verify", "secretsmanager", "GetSecretValue", SECRET),
    Use("api_handler", "lambda", "InvokeFunction", "print"),
    Use("print", "s3", "PutObject", "jiuzhu-papers/sheets/c1/1"),
    Use(OUTSIDE, "dynamodb", "DeleteTable", "jiuzhu-trail"),
    Use(WORKFLOW, "lambda", "Invoke", "drive"),
]
FORBIDDEN = [
    Use("api_handler", "dynamodb", "PutItem", "jiuzhu-money"),
    Use("api_handler", "stepfunctions", "StartExecution", WORKFLOW_ARN),
    Use("api_handler", "kms", "Decrypt", "alias/jiuzhu-token", "token"),
    Use("approval_wait", "kms", "Decrypt", "alias/jiuzhu-token", "token"),
    Use("api_handler", "lambda", "InvokeFunction", "spread"),
    Use("drive", "lambda", "InvokeFunction", "print"),
    Use("print", "s3", "GetObject", "jiuzhu-papers/sheets/c1/1"),
    Use("print", "s3", "PutObject", "jiuzhu-papers/papers/c1/1"),
    Use("print", "dynamodb", "GetItem", "jiuzhu-cases"),
    Use("drive", "dynamodb", "DeleteItem", "jiuzhu-trail"),
    Use("drive", "kms", "Decrypt", "alias/jiuzhu-data", "person"),
    Use("drive", "dynamodb", "Query", "jiuzhu-cases/index/due"),
    Use("spread", "secretsmanager", "GetSecretValue", SECRET),
    Use("somebody_new", "dynamodb", "GetItem", "jiuzhu-cases"),
]


@pytest.fixture
def folder(tmp_path):
    """A copy of `.chalice` that may be weakened."""
    shutil.copytree(permissions.CHALICE, tmp_path / "chalice", ignore=ignore_builds)
    return tmp_path / "chalice"


def ignore_builds(_folder, _names):
    return {"deployments", "deployed"}


def rewrite(file, change):
    held = json.loads(file.read_text("utf-8"))
    change(held)
    file.write_text(json.dumps(held))


@pytest.mark.parametrize("use", ALLOWED, ids=str)
def test_what_a_function_must_do_is_allowed(use):
    assert permissions.violations([use]) == []


@pytest.mark.parametrize("use", FORBIDDEN, ids=str)
def test_what_is_not_its_business_is_a_violation(use):
    assert any("is not granted" in told for told in permissions.violations([use]))


def test_a_removed_permission_is_seen(folder):
    def remove(policy):
        statements = policy["Statement"]
        policy["Statement"] = [s for s in statements if s["Sid"] != "OpenToken"]

    assert permissions.violations(ALLOWED, folder) == []
    rewrite(folder / "policies/drive.json", remove)
    assert permissions.violations(ALLOWED, folder) == [
        "drive: kms:Decrypt on alias/jiuzhu-token token is not granted"
    ]


def test_a_name_missing_in_the_environment_is_seen(folder):
    def forget(config):
        functions = config["stages"]["prod"]["lambda_functions"]
        del functions["drive"]["environment_variables"]["TOKEN_KEY_ID"]

    rewrite(folder / "config.json", forget)
    assert permissions.violations(ALLOWED, folder) == [
        "drive: kms:Decrypt on alias/jiuzhu-token token: not in its environment"
    ]


def test_what_is_granted_and_never_used_is_reported_with_its_environment_name():
    findings = permissions.unused(use for use in ALLOWED if use.function != "drive")
    assert "drive: kms:Decrypt on alias/jiuzhu-token of kind token was never used" in findings
    assert "drive: alias/jiuzhu-token is in its environment and never used" in findings


def test_what_lambda_does_with_a_role_is_excused_with_a_reason():
    assert [told for told in permissions.unused([]) if "logs:" in told or "Stream" in told] == []


def test_without_its_reason_it_is_not_excused(folder):
    file = folder / "policies/reasons.toml"
    file.write_text(file.read_text("utf-8").replace('"sqs:SendMessage",', ""))
    assert [told.partition(":")[0] for told in permissions.unused([], folder) if "sqs" in told] == [
        "drive",
        "spread",
    ]


def test_no_policy_says_more_than_it_may():
    assert permissions.faults() == []


@pytest.mark.parametrize(
    ("weakness", "told"),
    [
        ({"Resource": "*"}, "allowed everywhere without a reason"),
        ({"Action": "dynamodb:*"}, "every action is named"),
        ({"Action": ["*"]}, "every action is named"),
        ({"Effect": "Deny"}, "a policy only allows"),
        ({"NotAction": "dynamodb:DeleteTable"}, "a policy only allows"),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, "that is not checked here"),
    ],
    ids=str,
)
def test_a_policy_that_says_too_much_is_seen(folder, weakness, told):
    rewrite(
        folder / "policies/spread.json",
        lambda policy: policy["Statement"][0].update(weakness),
    )
    faults = permissions.faults(folder)
    assert faults
    assert all(told in fault and fault.startswith("spread") for fault in faults)


def test_a_reason_names_nothing_but_what_is_held():
    held = permissions.grants()
    fields = {"actions": "action", "resources": "resource", "kinds": "kind"}
    for entries in permissions.reasons().values():
        for entry in entries:
            assert entry["reason"]
            for listing, field in fields.items():
                told = {
                    getattr(grant, field) for grant in held if permissions._listed(grant, [entry])
                }
                assert told >= set(entry.get(listing, ())), entry


def test_the_sandbox_records_what_policies_speak_of(quiet):
    with quiet.as_function("reconcile"):
        assert list(table.past_due("cases", "due#0", "2022-12-19T01:00:00Z", 1)) == [[]]
        identifiers.identity_hash("nobody")
        key = f"orders/{next(identifiers.receipts('c1'))}.csv"
        aws.client("s3").put_object(Bucket=quiet.names["EXCHANGE_BUCKET"], Key=key, Body=b"")
    with quiet.as_function("approval_wait"):
        tokens.store("case", "c1", "reviewing", 1, "a token", quiet.clock.now())
    with quiet.as_function("drive"):
        assert tokens.unseal("case", "c1", tokens.waiting("case", "c1")[0]) == "a token"
    recorded = {replace(use, resource=use.resource.rpartition(":")[2]) for use in quiet.uses}
    assert recorded >= {
        Use("reconcile", "dynamodb", "Query", "jiuzhu-cases/index/due"),
        Use("reconcile", "s3", "PutObject", f"jiuzhu-exchange/{key}"),
        Use("approval_wait", "kms", "Encrypt", "alias/jiuzhu-token", "token"),
        Use("approval_wait", "dynamodb", "PutItem", "jiuzhu-cases"),
        Use("drive", "kms", "Decrypt", "alias/jiuzhu-token", "token"),
    }
    assert permissions.violations(quiet.uses) == []


def test_the_sandbox_refuses_what_a_role_does_not_grant(quiet):
    place = Key("trail", "case#c1", "1")
    with quiet.as_function("spread"):
        table.put(place, {"seq": 1})
        with pytest.raises(ClientError, match="AccessDenied"):
            table.delete(place)
    assert len(quiet.table_items("trail")) == 1
    table.delete(place)
    assert quiet.table_items("trail") == []


# What the whole of the policies means.


def holders(action, resource):
    """The functions that may do `action` on `resource`."""
    return {
        grant.function
        for grant in permissions.grants()
        if (grant.action, grant.resource) == (action, resource)
    }


def test_the_trail_is_only_ever_added_to():
    actions = {g.action for g in permissions.grants() if g.resource == "jiuzhu-trail"}
    assert actions <= {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Query"}


def test_only_the_driver_opens_tokens_and_starts_workflows():
    assert holders("kms:Decrypt", "alias/jiuzhu-token") == {"drive"}
    assert holders("states:StartExecution", "workflow/application") == {"drive"}


def test_the_api_writes_no_money_and_calls_no_workflow():
    actions = {g for g in permissions.grants() if g.function == "api_handler"}
    assert not [g for g in actions if g.action.startswith("states:")]
    assert not [
        g
        for g in actions
        if g.resource.startswith("jiuzhu-money")
        and g.action not in {"dynamodb:GetItem", "dynamodb:Query"}
    ]


def test_print_does_nothing_but_leave_sheets():
    held = {(g.action, g.resource) for g in permissions.grants() if g.function == "print"}
    assert {(a, r) for a, r in held if not a.startswith("logs:")} == {
        ("s3:PutObject", "jiuzhu-papers/sheets/*")
    }


def test_every_use_of_a_key_is_bound_to_a_kind():
    assert all(g.kind for g in permissions.grants() if g.action.startswith("kms:"))


# The names that functions are told.


def test_a_role_and_an_environment_speak_of_the_same_resources():
    for function, told in permissions.environments().items():
        reached = {
            permissions._place(g.resource)
            for g in permissions.grants()
            if g.function == function and "Stream" not in g.action
        }
        assert told == reached - {""}, function


def test_every_name_that_functions_are_given_is_a_setting():
    told = {name for given in permissions.variables().values() for name in given}
    assert told <= set(NAMES)


def test_whoever_holds_a_partners_secret_is_told_the_partners_address():
    for function, told in permissions.variables().items():
        for partner in ("WECHAT", "WECOM", "SOURCES"):
            assert (f"{partner}_SECRET_ARN" in told) == (f"{partner}_BASE_URL" in told), function


def test_every_setting_is_asked_for_somewhere_and_given_to_a_function():
    asked = set()
    for file in (ROOT / "chalicelib").rglob("*.py"):
        text = file.read_text("utf-8")
        asked |= set(re.findall(r'(?:\.need|\baddress(?:_of)?)\(\s*"(\w+)"', text))
        asked |= set(re.findall(r"settings\(\)\.(training_url)", text))
    tables = {name for name in NAMES if name.endswith("_TABLE")}
    told = {name for given in permissions.variables().values() for name in given}
    assert {name.upper() for name in asked} | tables == told == set(NAMES)
