"""What operations.md says of the stack is so: its commands, its outputs, its alarms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository.package.deployed import Deployed

PAGE = (Path(__file__).parents[3] / "docs/operations.md").read_text("utf-8")
BLOCK = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
OUTPUT = re.compile(r"<([A-Z]\w*)>")
NAMING = re.compile(
    r"--(?:table-name|function-name|stream-arn|secret-id|topic-arn|queue-url|rest-api-id)[ =](\S+)"
)
"""Options that name a resource of the stack."""
NAMED = {
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
    "AWS::Serverless::Api",
    "AWS::Serverless::Function",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::StepFunctions::StateMachine",
}
MOST_IN_A_REQUEST = 51_200
"""Bytes of a template that CloudFormation takes without a bucket."""


def commands(page=PAGE):
    """Every command of a page, on one line."""
    blocks = "\n".join(BLOCK.findall(page)).replace("\\\n", " ")
    return [line for line in blocks.splitlines() if line.startswith("aws ")]


def without_a_bucket(page):
    deploying = [one for one in commands(page) if "cloudformation deploy" in one]
    return [one for one in deploying if "--s3-bucket <bucket>" not in one]


def everything(artefact):
    asked_for = {"DomainName": "a.example", "BankAwsAccount": "111122223333"}
    return Deployed(artefact.template, **asked_for)


def test_whatever_is_named_is_an_output_of_the_stack(artefact):
    assert {*OUTPUT.findall(PAGE)} <= everything(artefact).outputs.keys()


def test_a_command_names_a_resource_by_its_output():
    named = [name for command in commands() for name in NAMING.findall(command)]
    assert len(named) > 5
    assert [name for name in named if not OUTPUT.match(name)] == []


def test_every_table_function_secret_bucket_key_topic_and_queue_is_an_output(artefact):
    held = everything(artefact)
    named = {output["Value"].get("Ref") for output in held.outputs.values()}
    kept = {name for name, one in held.resources.items() if one["Type"] in NAMED}
    assert kept - named == set()


def test_each_deployment_names_its_bucket_as_a_template_of_this_size_must(artefact):
    assert len((artefact.folder / "sam.json").read_bytes()) > MOST_IN_A_REQUEST
    assert any("cloudformation deploy" in one for one in commands())
    assert without_a_bucket(PAGE) == []


def test_a_deployment_without_a_bucket_is_seen():
    page = "```\naws cloudformation deploy --stack-name jiuzhu \\\n    --template-file x\n```"
    assert len(without_a_bucket(page)) == 1


def test_a_deployment_gives_parameters_that_there_are_and_at_first_all_it_must(artefact):
    parameters = artefact.template["Parameters"]
    given = [set(re.findall(r"(\w+)=", one)) for one in commands() if "formation deploy" in one]
    assert set().union(*given) <= parameters.keys()
    assert given[0] >= {name for name, one in parameters.items() if "Default" not in one}


def test_every_parameter_that_may_be_given_is_described(artefact):
    told = set(re.findall(r"`(\w+)(?:=\w+)?`", PAGE)) | set(re.findall(r"(\w+)=", PAGE))
    assert artefact.template["Parameters"].keys() <= told


def alarms_told(functions):
    """The alarms that have a row in *What to watch*."""
    told = set(re.findall(r"^\| alarms? \*([^*]+)\*", PAGE, re.MULTILINE))
    each = {one for one in told if one.startswith("\\<function>")}
    return told - each | {f"{name}{one.partition('>')[2]}" for one in each for name in functions}


def test_every_alarm_has_its_row_and_every_row_its_alarm(artefact):
    found = {n for n, r in artefact.resources.items() if r["Type"] == "AWS::CloudWatch::Alarm"}
    assert alarms_told(artefact.functions) == found


@pytest.mark.parametrize("word", ["<cases>", "<people>", "<money>", "<spread>", "<stream>"])
def test_no_resource_goes_by_a_name_that_nothing_lists(word):
    assert word not in PAGE
