"""The checkers find nothing and see what is wrong; the zip is whole, small and always the same."""

import json
import sys
import zipfile
from pathlib import Path

import pytest

from tools import package, requirements

ROOT = Path(__file__).parents[3]
MB = 1_000_000


def test_the_checkers_find_nothing(artefact):
    assert package.faults(artefact.folder) == []


def in_definition(old, new):
    def change(resources):
        properties = resources["ApplicationWorkflow"]["Properties"]
        assert old in properties["DefinitionString"]
        properties["DefinitionString"] = properties["DefinitionString"].replace(old, new)

    return change


def statement(role):
    return role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0]


SPOILED = {
    "a placeholder that nothing stands for": (
        in_definition("${ApprovalWait}", "${ApprovalWeit}"),
        "nothing stands for ${ApprovalWeit}",
    ),
    "a substitution that nothing asks for": (
        lambda r: r["ApplicationWorkflow"]["Properties"]["DefinitionSubstitutions"].update(X="y"),
        "nothing asks for ${X}",
    ),
    "a step that leads nowhere": (
        in_definition('"Next": "Verify"', '"Next": "Verified"'),
        "Verified",
    ),
    "a step that is missing its resource": (
        in_definition('"Resource": "arn:${Partition}:states:::lambda:invoke", ', ""),
        "'Resource' is a required property",
    ),
    "a step that waits for ever": (
        in_definition('"TimeoutSeconds": 120, ', ""),
        "Verify: has no timeout",
    ),
    "a reference to nothing": (
        lambda r: r["TickPermission"]["Properties"].update(FunctionName={"Ref": "Reconciler"}),
        "Reconciler",
    ),
    "a policy about a table that is not there": (
        lambda r: statement(r["DriveRole"]).update(Resource={"Fn::GetAtt": ["CaseTable", "Arn"]}),
        "CaseTable",
    ),
    "the log group that Chalice names after no function": (
        lambda r: r["ApiHandlerLogGroup"]["Properties"].update(
            LogGroupName={"Fn::Sub": "/aws/lambda/${ApiHandler}"}
        ),
        "ApiHandler",
    ),
}


@pytest.fixture(scope="module")
def found(artefact, tmp_path_factory):
    """What the checkers say of the artefact with everything in its template spoiled."""
    template = artefact.template
    for change, _ in SPOILED.values():
        change(template["Resources"])
    folder = tmp_path_factory.mktemp("spoiled")
    (folder / "sam.json").write_text(json.dumps(template), "utf-8")
    return package.faults(folder)


@pytest.mark.parametrize("wrong", SPOILED)
def test_the_checkers_see_what_is_wrong(found, wrong):
    _, told = SPOILED[wrong]
    assert any(told in line for line in found), found


def test_it_holds_the_suite_with_its_data_and_no_more(artefact):
    with zipfile.ZipFile(artefact.zip) as held:
        names = set(held.namelist())
    suite = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "chalicelib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert suite | {"app.py", "chalice/app.py"} <= names
    assert {Path(name).suffix for name in suite} >= {".py", ".toml", ".csv"}
    strangers = [n for n in names if n.startswith(("chalicelib/", "app")) and ".pyc" not in n]
    assert set(strangers) == suite | {"app.py"}


def test_it_holds_nothing_of_the_sandbox_the_phone_or_the_tests(artefact):
    with zipfile.ZipFile(artefact.zip) as held:
        folders = {name.split("/")[0] for name in held.namelist()}
    assert folders.isdisjoint({"local", "miniprogram", "tests", "tools", "bench"})


def test_it_brings_what_requirements_pin_and_nothing_that_lambda_has(artefact):
    with zipfile.ZipFile(artefact.zip) as held:
        brought = {
            name.split("-")[0].replace("_", "-").lower()
            for name in {entry.split("/")[0] for entry in held.namelist()}
            if name.endswith(".dist-info")
        }
    assert brought == set(requirements.pins(ROOT / "requirements.txt"))
    assert brought.isdisjoint({"boto3", "botocore", "chalice", "moto", "pytest"})


def test_every_module_comes_with_its_bytecode(artefact):
    with zipfile.ZipFile(artefact.zip) as held:
        names = set(held.namelist())
    tag = sys.implementation.cache_tag
    missing = [
        name for name in names if name.endswith(".py") and package_cache(name, tag) not in names
    ]
    assert missing == []


def package_cache(module, tag):
    folder, _, name = module.rpartition("/")
    return f"{folder}/__pycache__/".lstrip("/") + f"{name[:-3]}.{tag}.pyc"


def entries(file):
    """The suite's own entries of a zip in their order: name, time, rights, content's checksum."""
    with zipfile.ZipFile(file) as held:
        return [
            (entry.filename, entry.date_time, entry.external_attr, entry.CRC)
            for entry in held.infolist()
            if entry.filename.startswith("chalicelib/")
        ]


def test_the_same_tree_gives_the_same_bytes(artefact, tmp_path):
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(artefact.zip) as first, zipfile.ZipFile(again, "w") as sources:
        for name, *_ in entries(artefact.zip):
            if not name.endswith(".pyc"):
                sources.writestr(name, first.read(name))
    package.with_bytecode(again)
    assert entries(again) == entries(artefact.zip)
    assert {time for _, time, *_ in entries(again)} == {package.EPOCH}


def test_it_stays_within_what_aws_takes(artefact):
    with zipfile.ZipFile(artefact.zip) as held:
        unpacked = sum(entry.file_size for entry in held.infolist())
    assert artefact.zip.stat().st_size < 50 * MB
    assert unpacked < 250 * MB
    assert (artefact.folder / "sam.json").stat().st_size < MB
    for name, function in artefact.functions.items():
        assert len(json.dumps(function["Environment"])) < 4_000, name
    for name, resource in artefact.resources.items():
        if resource["Type"] == "AWS::IAM::Role":
            assert len(json.dumps(resource["Properties"].get("Policies", []))) < 10_240, name
