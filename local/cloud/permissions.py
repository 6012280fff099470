"""What each function is allowed, and whether what it did is allowed.

Permissions are read from where the artefact takes them: `.chalice/policies/*.json` for the roles,
`.chalice/config.json` for the environments. `violations` and `unused` compare them with what the
sandbox recorded (`Sandbox.uses`): on AWS a violation would be an AccessDenied or a missing setting,
and so it is in the sandbox; what was never used need not be granted. `faults` needs no recording:
what a policy may not say.

What a role holds for Lambda itself, and what is allowed everywhere because IAM knows no resource
for it, stands with its reason in `.chalice/policies/reasons.toml`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from local.cloud import deployment
from local.cloud.calls import OUTSIDE, WORKFLOW, Use

CHALICE = deployment.ROOT / ".chalice"
STAGE = "prod"
KIND = "kms:EncryptionContext:kind"
EVERYWHERE = "*"
_PREFIXES = {"stepfunctions": "states"}
_STATEMENT = frozenset({"Sid", "Effect", "Action", "Resource", "Condition"})
_REFERENCE = re.compile(r"\$\{(\w+)(?:\.Arn)?\}")
_SECRET = re.compile(r"arn:.*:secret:(\w+)-\w{6}")
_WORKFLOW = re.compile(r"arn:.*:stateMachine:(\w+)")
_KINDS = re.compile("(Table|Bucket|Key|Secret|Workflow)$")
_NAMES = {
    "AWS::DynamoDB::Table": "jiuzhu-{}",
    "AWS::S3::Bucket": "jiuzhu-{}",
    "AWS::KMS::Key": "alias/jiuzhu-{}",
    "AWS::SecretsManager::Secret": "secret/{}",
    "AWS::StepFunctions::StateMachine": "workflow/{}",
}


@dataclass(frozen=True)
class Grant:
    """One action allowed to a function on one resource, named as the sandbox names it.

    `kind` is the kind that KMS's encryption context must have; empty if it may have any.
    """

    function: str
    action: str
    resource: str
    kind: str = ""

    def allows(self, use: Use) -> bool:
        """Whether the use is within this grant."""
        return (
            self.function == use.function
            and self.action == f"{_PREFIXES.get(use.service, use.service)}:{use.action}"
            and fnmatchcase(use.resource, self.resource)
            and self.kind in {"", use.kind}
        )

    def __str__(self) -> str:
        kind = f" of kind {self.kind}" if self.kind else ""
        return f"{self.function}: {self.action} on {self.resource}{kind}"


def violations(uses: Iterable[Use], folder: Path = CHALICE) -> list[str]:
    """What functions did that their roles or their environments would not have let them do."""
    return refused(uses, grants(folder), environments(folder))


@cache
def held() -> tuple[list[Grant], dict[str, set[str]]]:
    """The grants and the environments of what is deployed, read once a process."""
    return grants(), environments()


def refused(
    uses: Iterable[Use], granted: Iterable[Grant], places: Mapping[str, Collection[str]]
) -> list[str]:
    """Each use for which there is no grant, or whose resource its environment does not hold."""
    found = set()
    for use in map(_named, uses):
        if use.function in {WORKFLOW, OUTSIDE}:
            continue
        what = f"{use.function}: {use.service}:{use.action} on {use.resource} {use.kind}".rstrip()
        if not any(grant.allows(use) for grant in granted):
            found.add(f"{what} is not granted")
        if (place := _place(use.resource)) and place not in places.get(use.function, ()):
            found.add(f"{what}: not in its environment")
    return sorted(found)


def unused(uses: Iterable[Use], folder: Path = CHALICE) -> list[str]:
    """What functions are granted or have in their environment and never used, unless a reason
    stands for it."""
    done = {_named(use) for use in uses}
    granted, excused = grants(folder), reasons(folder)["idle"]
    idle = [grant for grant in granted if not any(map(grant.allows, done))]
    found = [f"{grant} was never used" for grant in idle if not _listed(grant, excused)]
    for function, places in environments(folder).items():
        seen = {_place(use.resource) for use in done if use.function == function}
        seen |= {
            _place(g.resource) for g in granted if g.function == function and _listed(g, excused)
        }
        found += [
            f"{function}: {place} is in its environment and never used" for place in places - seen
        ]
    return sorted(found)


def faults(folder: Path = CHALICE) -> list[str]:
    """What no policy may say: wildcard actions, anything everywhere, what is not checked here."""
    found = []
    for function, statement in _statements(folder):
        if statement["Effect"] != "Allow" or not _STATEMENT.issuperset(statement):
            found.append(f"{function}: a policy only allows, and names what it allows")
        if statement.get("Condition", {"StringEquals": {KIND: 0}}).keys() != {"StringEquals"}:
            found.append(f"{function}: a condition that is not checked here")
    excused = reasons(folder)["everywhere"]
    for grant in grants(folder):
        if "*" in grant.action:
            found.append(f"{grant}: every action is named")
        if grant.resource == EVERYWHERE and not _listed(grant, excused):
            found.append(f"{grant}: allowed everywhere without a reason")
    return found


def grants(folder: Path = CHALICE) -> list[Grant]:
    """Everything granted to every function, one action on one resource each."""
    return [
        Grant(function, action, _in_sandbox(_text(resource)), kind)
        for function, statement in _statements(folder)
        for action in _listing(statement["Action"])
        for resource in _listing(statement["Resource"])
        for kind in _listing(statement.get("Condition", {}).get("StringEquals", {}).get(KIND, ""))
    ]


def environments(folder: Path = CHALICE) -> dict[str, set[str]]:
    """The resources, named as the sandbox names them, that each function's environment holds."""
    return {
        name: {place for value in values.values() if (place := _place(_in_sandbox(value)))}
        for name, values in variables(folder).items()
    }


def variables(folder: Path = CHALICE) -> dict[str, dict[str, str]]:
    """Each function's environment variables, as `.chalice/config.json` sets them."""
    config = json.loads((folder / "config.json").read_text("utf-8"))["stages"][STAGE]
    common, own = config["environment_variables"], config["lambda_functions"]
    return {name: common | given.get("environment_variables", {}) for name, given in own.items()}


def reasons(folder: Path = CHALICE) -> dict[str, list[dict[str, Any]]]:
    """The listed reasons: `idle` for what is held unused, `everywhere` for the resource `*`."""
    return tomllib.loads((folder / "policies/reasons.toml").read_text("utf-8"))


def _listed(grant: Grant, entries: Iterable[Mapping[str, Any]]) -> bool:
    """Whether an entry is about the grant; what it does not name may be anything."""
    return any(
        fnmatchcase(grant.function, entry["function"])
        and grant.action in entry.get("actions", [grant.action])
        and grant.resource in entry.get("resources", [grant.resource])
        and grant.kind in entry.get("kinds", [grant.kind])
        for entry in entries
    )


def _statements(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in variables(folder):
        policy = json.loads((folder / f"policies/{name}.json").read_text("utf-8"))
        for statement in policy["Statement"]:
            yield name, statement


def _listing(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(resource: str | Mapping[str, Any]) -> str:
    """A resource of a policy as the text that Fn::Sub would take."""
    if isinstance(resource, str):
        return resource
    if "Fn::GetAtt" in resource:
        return f"${{{'.'.join(resource['Fn::GetAtt'])}}}"
    return str(resource.get("Fn::Sub") or f"${{{resource['Ref']}}}")


def _in_sandbox(text: str) -> str:
    """`text` with each reference to a resource of ours replaced by its name in the sandbox."""
    return _REFERENCE.sub(lambda found: _name(found[1]) or found[0], text)


def _name(logical: str) -> str:
    if logical in _functions():
        return f"function/{_functions()[logical]}"
    kind = deployment.resources().get(logical, {}).get("Type", "")
    return _NAMES.get(kind, "").format(_KINDS.sub("", logical).lower())


@cache
def _functions() -> dict[str, str]:
    """Every function by its name in the template."""
    return {name.title().replace("_", ""): name for name in variables()}


def _named(use: Use) -> Use:
    """The use with its resource as grants name it, where the sandbox recorded another name."""
    if use.service == "lambda":
        return replace(use, resource=f"function/{use.resource}")
    for pattern, name in ((_SECRET, "secret/{}"), (_WORKFLOW, "workflow/{}")):
        if found := pattern.fullmatch(use.resource):
            return replace(use, resource=name.format(found[1].lower()))
    return use


def _place(resource: str) -> str:
    """The table, bucket, key, secret, workflow or function that a resource is or lies in, if it is
    ours."""
    ours = {_name(logical) for logical in (*deployment.resources(), *_functions())} - {""}
    return next((name for name in ours if f"{resource}/".startswith(f"{name}/")), "")
