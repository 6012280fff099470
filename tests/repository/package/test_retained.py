"""What a deleted stack leaves can be taken into a new one."""

from __future__ import annotations

import json
import sys

import pytest

from tests.repository.package.deployed import Deployed
from tools import package, retained


@pytest.fixture(scope="module")
def left(artefact):
    """The template of what is left."""
    return retained.template_of(artefact.template)


def test_it_is_everything_that_outlives_the_stack_and_nothing_else(artefact, left):
    lasting = {n for n, r in artefact.resources.items() if "DeletionPolicy" in r}
    assert left["Resources"].keys() == lasting
    assert {r["Type"] for r in left["Resources"].values()} == retained.IDENTIFIERS.keys()


def test_it_is_a_template_that_refers_to_nothing_else(left, tmp_path):
    file = tmp_path / "retained.json"
    file.write_text(json.dumps(left), "utf-8")
    assert package._output("cfn-lint", "--regions", *package.REGIONS, "--", file) == []


def test_it_is_small_enough_to_be_sent_without_a_bucket(left):
    assert len(json.dumps(left)) < 51_200


def test_each_is_named_by_the_output_of_the_stack_before(artefact, left, tmp_path, monkeypatch):
    outputs = {name: f"jiuzhu-{name}" for name in Deployed(artefact.template).outputs}
    listed = [{"OutputKey": n, "OutputValue": v} for n, v in outputs.items()]
    (tmp_path / "before.json").write_text(json.dumps(listed))
    (tmp_path / "sam.json").write_text(json.dumps(artefact.template))
    command = [
        "retained",
        str(tmp_path),
        str(tmp_path / "before.json"),
        "--tables-ending",
        ".restored",
    ]
    monkeypatch.setattr(sys, "argv", command)
    retained.main()
    named = {
        one["LogicalResourceId"]: one["ResourceIdentifier"]
        for one in json.loads((tmp_path / "import.json").read_text())
    }
    assert left["Resources"].keys() - named.keys() == {"ExchangeKey"}  # there with another account
    assert named["CasesTable"] == {"TableName": "jiuzhu-CasesTable.restored"}
    assert named["DataKey"] == {"KeyId": "jiuzhu-DataKey"}
    assert named["IndexSecret"] == {"Id": "jiuzhu-IndexSecret"}
    assert json.loads((tmp_path / "retained.json").read_text()) == left
