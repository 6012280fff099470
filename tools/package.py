"""`make package`: the deployable artefact, two zips and the template `sam.json`.

Chalice makes the functions, their roles and the API from `app.py` and `.chalice/config.json`, and
merges what they stand on from `.chalice/resources.json`. This tool adds what Chalice cannot say:

- a `DefinitionString` of `@path` is replaced by the text of that file, so that the template holds
  the very definition that the sandbox runs;
- what API Gateway answers by itself has the shape of the app's own problems;
- an environment value that names a resource in `${}` becomes a reference to it;
- what holds for every function alike (`tools/per_function.py`): subnets, and an alarm;
- the fonts, and what draws with them, are in `print.zip` alone, which is the function *print*'s:
  every other function has `deployment.zip`;
- of libraries what no function loads is left out: other countries' holidays and numbers, what a
  wheel says to installers. Licences stay;
- bytecode is shipped, because a function's folder cannot be written to and every cold start would
  compile again; a source file and its bytecode always come from the same build, so no start checks;
- the zip of the same tree is the same, byte for byte.
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from samtranslator.translator.transform import transform

from chalicelib.platform.http import gateway
from tools import asl_lint, per_function

ROOT = Path(__file__).parent.parent
SHIPPED = ("app.py", "chalicelib", ".chalice", "requirements.txt")
REGIONS = ("cn-north-1", "eu-west-1")  # one of each partition; the template names neither
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
IN_LAMBDA = "/var/task"
SMALL, SMALLEST = 6, 9  # of zlib's levels: the last takes three times as long for one per cent
OURS = ("app.py", "chalicelib")
ZIP, PRINT_ZIP = "deployment.zip", "print.zip"
PRINT_FUNCTION = "Print"
UNCOMPRESSED = """
import zlib
zlib.Z_DEFAULT_COMPRESSION = zlib.Z_NO_COMPRESSION
from chalice.cli import main
main()
"""
"""Chalice, which leaves its zip uncompressed: it is unpacked at once, and packed anew."""

FONTS = ("chalicelib/pdf/fonts", "fontTools", "fonttools-*", "noto_cjk_sans_otc*", "pydyf*")
"""What `print.zip` alone holds."""
PRINTS = ("chalice", "chalicelib", *FONTS)
"""All that `print.zip` holds."""
UNLOADED = (
    "*.c", "*.pyi", "*/py.typed", "*/tests/*", "cffi/*", "cffi-*", "pycparser*", "*.data/*",
    "*.dist-info/METADATA", "*.dist-info/RECORD", "*.dist-info/WHEEL", "*.dist-info/sboms/*",
    "*.dist-info/entry_points.txt", "*.dist-info/top_level.txt",
    "annotated_types/test_cases.py", "cryptography/fernet.py", "cryptography/hazmat/asn1/*",
    "cryptography/hazmat/primitives/hpke.py", "cryptography/hazmat/primitives/kdf/argon2.py",
    "cryptography/hazmat/primitives/kdf/scrypt.py", "cryptography/x509/ocsp.py",
    "cryptography/hazmat/primitives/serialization/pkcs*.py", "jwt/help.py",
    "cryptography/hazmat/primitives/twofactor/*", "dateutil/rrule.py", "dateutil/tz/win.py",
    "dateutil/zoneinfo/*", "holidays/calendars/*_school.py", "holidays/generate_ics.py",
    "holidays/ical.py", "jinja2/ext.py", "jinja2/meta.py", "jinja2/nativetypes.py",
    "jinja2/sandbox.py", "openpyxl/utils/dataframe.py", "pydantic/color.py",
    "pydantic/deprecated/decorator.py", "pydantic/deprecated/parse.py",
    "pydantic/deprecated/tools.py", "holidays/countries/*", "holidays/financial/*",
    "holidays/locale/*", "pydantic/experimental/*", "pydantic/mypy.py", "pydantic/v1/*",
    "segno/cli.py", "segno/helpers.py", "stdnum/*", "tzdata/zoneinfo/*",
)  # fmt: skip
"""What no function loads. Of cffi only its compiled part is, by cryptography; the list of countries
loads every one of them, and the one that is left is found without it."""
LOADED = (
    "holidays/countries/china.py", "stdnum/__init__.py", "stdnum/cn/__init__.py",
    "stdnum/cn/loc.dat", "stdnum/exceptions.py", "stdnum/iso7064/__init__.py",
    "stdnum/iso7064/mod_11_10.py", "stdnum/iso7064/mod_11_2.py", "stdnum/luhn.py",
    "stdnum/numdb.py", "stdnum/util.py", "tzdata/zoneinfo/__init__.py",
    "tzdata/zoneinfo/Asia/__init__.py",
    "tzdata/zoneinfo/Asia/Shanghai",
)  # fmt: skip
"""Of these, what one does load."""

MACHINE = "AWS::StepFunctions::StateMachine"
INVENTED = "arn:aws:iam::111122223333:role/invented"

Template = dict[str, Any]


def build(out: Path, root: Path = ROOT) -> Template:
    """Build the artefact of the tree at `root` into `out`; answers the template."""
    with TemporaryDirectory() as folder:
        stage = Path(folder) / "tree"
        _stage(root, stage)
        _chalice(stage, out)
    template = with_references(json.loads((out / "sam.json").read_text("utf-8")))
    template = per_function.added(template)
    template["Resources"][PRINT_FUNCTION]["Properties"]["CodeUri"] = f"./{PRINT_ZIP}"
    (out / "sam.json").write_text(json.dumps(template, indent=1, ensure_ascii=False), "utf-8")
    zipped(out / ZIP)
    return template


def _stage(root: Path, stage: Path) -> None:
    """A clean copy of what is shipped: Chalice would pack whatever lies in the folders."""
    stage.mkdir()
    for name in SHIPPED:
        if (root / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "deployments", "deployed")
            shutil.copytree(root / name, stage / name, ignore=ignored)
        else:
            shutil.copy(root / name, stage / name)
    merge = stage / ".chalice/resources.json"
    template = with_definitions(json.loads(merge.read_text("utf-8")), root)
    template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"] = gateway.responses()
    merge.write_text(json.dumps(template), "utf-8")


def with_definitions(template: Template, root: Path = ROOT) -> Template:
    """The template with the text of every state machine in it."""
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        path = str(properties.get("DefinitionString", ""))
        if path.startswith("@"):
            definition = json.loads((root / path[1:]).read_text("utf-8"))
            properties["DefinitionString"] = json.dumps(definition, ensure_ascii=False)
    return template


def with_references(template: Template) -> Template:
    """The template with every environment value that names a resource made a reference to it."""
    for resource in template["Resources"].values():
        variables = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
        for name, value in variables.items():
            if "${" in value:
                variables[name] = {"Fn::Sub": value}
    return template


def _chalice(stage: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "AWS_DEFAULT_REGION": REGIONS[0], "PYTHONDONTWRITEBYTECODE": "1"}
    merge = stage / ".chalice/resources.json"
    chalice = [sys.executable, "-c", UNCOMPRESSED]
    options = ["--stage", "prod", "--merge-template", str(merge), str(out.resolve())]
    subprocess.run([*chalice, "package", *options], cwd=stage, env=environment, check=True)


def zipped(package: Path) -> None:
    """Replace Chalice's zip by what each function loads, compiled, in order and without times; that
    of *print* lies beside it."""
    with TemporaryDirectory() as held:
        folder = Path(held)
        with zipfile.ZipFile(package) as before:
            before.extractall(folder)
        for path in [path for path in _files(folder) if _unloaded(path)]:
            (folder / path).unlink()
        _compile(folder)
        paths = sorted(_files(folder))
        _zip(folder, [path for path in paths if not _among(path, FONTS)], package, SMALLEST)
        prints = [path for path in paths if _among(path, PRINTS)]
        _zip(folder, prints, package.with_name(PRINT_ZIP), SMALL)


def _files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def _unloaded(path: str) -> bool:
    source = path[:-1] if path.endswith(".pyc") else path
    left_out = any(fnmatchcase(source, pattern) for pattern in UNLOADED)
    return left_out and not any(fnmatchcase(source, pattern) for pattern in LOADED)


def _among(path: str, places: tuple[str, ...]) -> bool:
    """Whether a file is one of these, or lies below one."""
    return any(fnmatchcase(path, place) or fnmatchcase(path, f"{place}/*") for place in places)


def _compile(folder: Path) -> None:
    """Lay the bytecode of our modules beside their source, for whoever reads a failure in the log;
    of what others wrote the bytecode alone is held."""
    ours = [str(folder / name) for name in OURS if (folder / name).exists()]
    others = [str(path) for path in sorted(folder.iterdir()) if path.name not in OURS]
    compiler = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    places = ["-s", str(folder), "-p", IN_LAMBDA]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    for beside in (ours, ["-b", *others]):
        subprocess.run([*compiler, *places, *beside], env=environment, check=True)
    for path in folder.rglob("*.pyc"):
        if path.parent.name != "__pycache__":
            path.with_suffix(".py").unlink(missing_ok=True)


def _zip(folder: Path, paths: list[str], package: Path, level: int) -> None:
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as after:
        for path in paths:
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.external_attr = (0o755 if path.endswith(".so") else 0o644) << 16
            after.writestr(entry, (folder / path).read_bytes(), zipfile.ZIP_DEFLATED, level)


def summary(out: Path) -> str:
    """Sizes and number of modules, for whoever builds."""
    template = (out / "sam.json").stat().st_size
    return "; ".join([*(_sizes(out / name) for name in (ZIP, PRINT_ZIP)),
                      f"sam.json: {template / 1e3:.0f} kB"])  # fmt: skip


def _sizes(package: Path) -> str:
    with zipfile.ZipFile(package) as held:
        entries = held.infolist()
    modules = sum(entry.filename.endswith(".pyc") for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    size = f"{package.stat().st_size / 1e6:.2f} MB, unpacked {unpacked / 1e6:.2f} MB"
    return f"{package.name}: {size}, {modules} modules"


def faults(out: Path) -> list[str]:
    """What is wrong with a built artefact: another Python, unresolved names, our lints, cfn-lint,
    statelint.

    cfn-lint looks into a state machine only where no SAM transform is left to do, and knows ARNs
    of the partition `aws` only; so the machines are also checked by themselves.
    """
    template = json.loads((out / "sam.json").read_text("utf-8"))
    found = [*other_runtimes(template), *unresolved(template)]
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "machines.json"
        plain.write_text(json.dumps(machines_alone(expanded(template))), "utf-8")
        found += _output("cfn-lint", "--regions", *REGIONS, "--", out / "sam.json", plain)
        for name, definition in definitions(template):
            file = Path(folder) / f"{name}.json"
            file.write_text(definition, "utf-8")
            found += _output("statelint", file)
            ours = asl_lint.faults(json.loads(definition), asl_lint.app_functions())
            found += [f"{name}: {fault}" for fault in ours]
    return found


def _output(tool: str, *arguments: str | Path) -> list[str]:
    command = [Path(sys.executable).with_name(tool), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).splitlines()
    return lines or [f"{tool}: exit {done.returncode}"] * bool(done.returncode)


def other_runtimes(template: Template) -> list[str]:
    """Functions for another Python than this one, whose bytecode they are given."""
    here = f"python{sys.version_info.major}.{sys.version_info.minor}"
    asked = {
        name: resource["Properties"]["Runtime"]
        for name, resource in template["Resources"].items()
        if "Runtime" in resource.get("Properties", {})
    }
    return [f"{name}: built by {here} for {one}" for name, one in asked.items() if one != here]


def unresolved(template: Template) -> list[str]:
    """Names in state machines that nothing stands for, and what stands for nothing."""
    found = []
    for name, definition in definitions(template):
        asked = set(re.findall(r"\$\{(\w+)\}", definition))
        given = _substituted(template, name)
        found += [f"{name}: nothing stands for ${{{missing}}}" for missing in asked - given]
        found += [f"{name}: nothing asks for ${{{idle}}}" for idle in given - asked]
    return sorted(found)


def definitions(template: Template) -> list[tuple[str, str]]:
    """The text of every state machine by the name of its resource."""
    return [
        (name, resource["Properties"]["DefinitionString"])
        for name, resource in template["Resources"].items()
        if resource["Type"] == MACHINE
    ]


def machines_alone(template: Template) -> Template:
    """The state machines of a template, with an invented name for whatever they refer to."""
    return {
        "Resources": {
            name: {
                "Type": MACHINE,
                "Properties": {
                    "RoleArn": INVENTED,
                    "DefinitionString": text.replace("${Partition}", "aws"),
                    "DefinitionSubstitutions": dict.fromkeys(
                        _substituted(template, name), INVENTED
                    ),
                },
            }
            for name, text in definitions(template)
        }
    }


def _substituted(template: Template, machine: str) -> set[str]:
    properties = template["Resources"][machine]["Properties"]
    return set(properties["DefinitionSubstitutions"])


def expanded(template: Template, region: str = REGIONS[0]) -> Template:
    """The template as the SAM transform leaves it in a region; CloudFormation is not asked."""
    sam = copy.deepcopy(template)
    for resource in sam["Resources"].values():
        if "CodeUri" in resource.get("Properties", {}):
            resource["Properties"]["CodeUri"] = "s3://artefacts/deployment.zip"
    given = sam.get("Parameters", {})
    parameters = {name: _invented(one) for name, one in given.items() if one["Type"] == "String"}
    no_managed_policies = SimpleNamespace(load=dict)  # every role here has its own
    with patch.dict(os.environ, AWS_DEFAULT_REGION=region):
        result: Template = transform(sam, parameters, no_managed_policies)
    return result


def _invented(parameter: Template) -> str:
    return parameter.get("Default") or "https://example.invalid"


if __name__ == "__main__":
    destination = Path(sys.argv[1])
    build(destination)
    wrong = faults(destination)
    print("\n".join([*wrong, summary(destination)]))
    sys.exit(bool(wrong))
