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
    "a function for another Python": (
        lambda r: r["Drive"]["Properties"].update(Runtime="python3.10"),
        "Drive: built by python3.",
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


def names_in(package):
    with zipfile.ZipFile(package) as held:
        return set(held.namelist())


@pytest.fixture(scope="session")
def suite():
    """Every file of the suite."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "chalicelib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_they_hold_the_suite_with_its_data_and_no_more(artefact, suite):
    fonts = {name for name in suite if name.startswith("chalicelib/pdf/fonts/")}
    assert {Path(name).suffix for name in suite} >= {".py", ".toml", ".csv", ".html"}
    assert fonts
    for package_, held in (
        (artefact.zip, suite - fonts | {"app.py"}),
        (artefact.print_zip, suite),
    ):
        names = names_in(package_)
        assert held | {"chalice/app.pyc"} <= names
        ours = (n for n in names if n.startswith(("chalicelib/", "app")) and ".pyc" not in n)
        assert {*ours} == held


def folders_of(package):
    return {name.split("/")[0] for name in names_in(package)}


def test_they_hold_nothing_of_the_sandbox_the_phone_or_the_tests(artefact):
    folders = folders_of(artefact.zip) | folders_of(artefact.print_zip)
    assert folders.isdisjoint({"local", "miniprogram", "tests", "tools", "bench"})
    assert not [name for name in names_in(artefact.zip) if "/tests/" in name]


def brought_by(package):
    """The libraries in a zip, by whose licences lie in it."""
    return {
        name.split("-")[0].replace("_", "-").lower()
        for name in folders_of(package)
        if name.endswith(".dist-info")
    }


NOT_BROUGHT = {"cffi", "pycparser"}
"""Cryptography loads one compiled file of cffi, and nothing else."""
FONTS = {"fonttools", "noto-cjk-sans-otc", "pydyf"}


def test_they_bring_what_requirements_pin_and_nothing_that_lambda_has(artefact):
    brought = brought_by(artefact.zip), brought_by(artefact.print_zip)
    pinned = set(requirements.pins(ROOT / "requirements.txt"))
    assert brought == (pinned - NOT_BROUGHT - FONTS, FONTS)
    assert pinned.isdisjoint({"boto3", "botocore", "chalice", "moto", "pytest", "numpy"})


def test_of_libraries_only_their_licences_and_what_is_loaded_is_brought(artefact):
    names = names_in(artefact.zip)
    countries = {name for name in names if name.startswith("holidays/countries/")}
    assert {Path(name).name.split(".")[0] for name in countries} == {"china"}
    assert not [name for name in names if name.startswith(("stdnum/de/", "pydantic/v1/"))]
    zones = {name for name in names if name.startswith("tzdata/zoneinfo/")}
    assert {n for n in zones if ".py" not in n} == {"tzdata/zoneinfo/Asia/Shanghai"}
    said = {Path(name).name for name in names if ".dist-info/" in name}
    assert said.isdisjoint({"METADATA", "RECORD", "WHEEL"})
    assert said >= {"LICENSE"}


def test_ours_come_with_their_bytecode_and_others_as_bytecode_alone(artefact):
    names = names_in(artefact.zip)
    sources = {name for name in names if name.endswith(".py")}
    assert {name.split("/")[0] for name in sources} == {"app.py", "chalicelib"}
    tag = sys.implementation.cache_tag
    assert [name for name in sources if package_cache(name, tag) not in names] == []
    assert {"chalice/app.pyc", "pydantic/main.pyc", "typing_extensions.pyc"} <= names


def package_cache(module, tag):
    folder, _, name = module.rpartition("/")
    return f"{folder}/__pycache__/".lstrip("/") + f"{name[:-3]}.{tag}.pyc"


def times(file):
    with zipfile.ZipFile(file) as held:
        return {entry.date_time for entry in held.infolist()}


def test_the_same_tree_gives_the_same_bytes(artefact, tmp_path):
    """Both zips again, from what is in them."""
    again = tmp_path / "deployment.zip"
    held = {}
    for file in (artefact.zip, artefact.print_zip):
        with zipfile.ZipFile(file) as one:
            held |= {name: one.read(name) for name in one.namelist() if "__pycache__" not in name}
    with zipfile.ZipFile(again, "w") as sources:
        for name in sorted(held, reverse=True):
            sources.writestr(name, held[name])
    package.zipped(again)
    assert again.read_bytes() == artefact.zip.read_bytes()
    assert (tmp_path / "print.zip").read_bytes() == artefact.print_zip.read_bytes()
    assert times(again) == {package.EPOCH}


MOST_BYTES = 13 * MB
"""Of the zip of every function but *print*: what a cold start has to fetch and unpack."""


def test_every_zip_but_that_with_the_fonts_is_small(artefact):
    assert artefact.zip.stat().st_size <= MOST_BYTES
    assert artefact.print_zip.stat().st_size > MOST_BYTES  # so the fonts would be seen


def test_it_stays_within_what_aws_takes(artefact):
    for file in (artefact.zip, artefact.print_zip):
        with zipfile.ZipFile(file) as held:
            assert sum(entry.file_size for entry in held.infolist()) < 250 * MB
        assert file.stat().st_size < 50 * MB
    assert (artefact.folder / "sam.json").stat().st_size < MB
    for name, function in artefact.functions.items():
        assert len(json.dumps(function["Environment"])) < 4_000, name
    for name, resource in artefact.resources.items():
        if resource["Type"] == "AWS::IAM::Role":
            assert len(json.dumps(resource["Properties"].get("Policies", []))) < 10_240, name
