"""`jiuzhu staff` as an operator runs it: a process of its own, a stack that it finds by its name,
and AWS over HTTP (moto, a process as well)."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time

import boto3
import pytest

from local.cloud import deployment

ROSTER = """工号,姓名,企业微信账号,单位代码,岗位,起始日,离任日
lt-1,吴敏,wumin,220203007000,经办人,2020-01-01,
lt-2,何·阿依古丽,hejing,220203000000,经办人、负责人,2021-05-06,
"""
REACHED = ("DirectoryTable", "CasesTable", "DataKey")
TEMPLATE = {
    "Conditions": {"HasTableProtection": {"Fn::Equals": ["on", "off"]}},
    "Resources": {name: deployment.resources()[name] for name in REACHED},
    "Outputs": {name: {"Value": {"Ref": name}} for name in REACHED},
}
"""What the command needs of the stack, as our template has it."""


@pytest.fixture(scope="module")
def deployed():
    """The environment of who may reach a deployed stack."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "operator",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "cn-north-1",
        "AWS_DEFAULT_REGION": "cn-north-1",
    }
    environment.pop("DIRECTORY_TABLE", None)
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        stacks = client("cloudformation", environment)
        stacks.create_stack(StackName="jiuzhu", TemplateBody=json.dumps(TEMPLATE))
        yield environment
    finally:
        server.terminate()
        server.wait()


def client(service, environment):
    return boto3.client(
        service,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name="cn-north-1",
        aws_access_key_id="operator",
        aws_secret_access_key="secret",
    )


def run(environment, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "local.cli", "staff", *map(str, arguments)],
        env=environment,
        cwd=deployment.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def entered(environment):
    """The items of the stack's own table."""
    (stack,) = client("cloudformation", environment).describe_stacks()["Stacks"]
    names = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    return client("dynamodb", environment).scan(TableName=names["DirectoryTable"])["Items"]


def test_a_list_is_tried_entered_and_entered_again(deployed, tmp_path):
    roster = tmp_path / "staff.csv"
    roster.write_text(ROSTER, "utf-8")
    assert run(deployed, roster, "--stack", "jiuzhu", "--dry-run")[0] == 0
    assert entered(deployed) == []
    code, said = run(deployed, roster, "--stack", "jiuzhu")
    assert (code, "2" in said) == (0, True)
    first = entered(deployed)
    assert {"lt-1", "lt-2"} <= {
        value["S"] for one in first for value in one.values() if "S" in value
    }
    assert run(deployed, roster, "--stack", "jiuzhu")[0] == 0
    assert sorted(map(str, entered(deployed))) == sorted(map(str, first))


def test_a_stack_that_is_none_enters_nothing(deployed, tmp_path):
    roster = tmp_path / "staff.csv"
    roster.write_text(ROSTER, "utf-8")
    before = entered(deployed)
    code, said = run(deployed, roster, "--stack", "another")
    assert code == 2
    assert "another" in said and "没有改动任何内容" in said
    assert entered(deployed) == before
