"""What outlives the stack, to be taken into a new one: `python -m tools.retained dist before.json`.

From the built template and the outputs of the stack before (`describe-stacks … Stacks[0].Outputs`)
come `retained.json`, a template of what a deleted stack leaves and of nothing else, and
`import.json`, which says for CloudFormation what each of it is. Tables that were restored under
other names go by `--tables-ending`, which their names have in addition.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Template = dict[str, Any]

TABLE = "AWS::DynamoDB::Table"
IDENTIFIERS = {
    TABLE: "TableName",
    "AWS::KMS::Key": "KeyId",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SecretsManager::Secret": "Id",
}
"""By which property CloudFormation knows one that it is to take in."""


def template_of(whole: Template) -> Template:
    """The part of a template that a deleted stack leaves, with what it refers to."""
    resources = {n: r for n, r in whole["Resources"].items() if "DeletionPolicy" in r}
    conditions = _named(whole["Conditions"], json.dumps(resources))
    parameters = _named(whole["Parameters"], json.dumps([resources, conditions]))
    return {
        "AWSTemplateFormatVersion": whole["AWSTemplateFormatVersion"],
        "Parameters": parameters,
        "Conditions": conditions,
        "Resources": resources,
    }


def _named(parts: Template, text: str) -> Template:
    """The parts that are named in a text, and in one another."""
    held: Template = {}
    while True:
        words = set(re.findall(r'"(\w+)"', text + json.dumps(held)))
        more = {name: part for name, part in parts.items() if name in words}
        if more == held:
            return held
        held = more


def imports(retained: Template, outputs: dict[str, str], ending: str = "") -> Iterator[Template]:
    """What CloudFormation has to know of each resource that is there; an output bears its name."""
    for name, resource in retained["Resources"].items():
        if name in outputs:
            kind = resource["Type"]
            value = outputs[name] + (ending if kind == TABLE else "")
            yield {
                "ResourceType": kind,
                "LogicalResourceId": name,
                "ResourceIdentifier": {IDENTIFIERS[kind]: value},
            }


def main() -> None:
    """Write both files beside the built template."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of the built template")
    parser.add_argument("outputs", type=Path, help="those of the stack before, as JSON")
    parser.add_argument("--tables-ending", default="", help="such as .restored")
    given = parser.parse_args()
    retained = template_of(json.loads((given.folder / "sam.json").read_text("utf-8")))
    listed = json.loads(given.outputs.read_text("utf-8"))
    outputs = {one["OutputKey"]: one["OutputValue"] for one in listed}
    (given.folder / "retained.json").write_text(json.dumps(retained), "utf-8")
    listed = [*imports(retained, outputs, given.tables_ending)]
    (given.folder / "import.json").write_text(json.dumps(listed, indent=1), "utf-8")
    print(f"{len(listed)} of {len(retained['Resources'])} are there to be taken in")


if __name__ == "__main__":
    main()
