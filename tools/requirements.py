"""Keeps the files of pinned requirements in step with `pyproject.toml`.

Chalice ships what `requirements.txt` pins; people and checks run what `requirements-dev.txt` pins,
`make bench` what `requirements-bench.txt` does. `python tools/requirements.py` writes all of them
anew with uv; `--check` needs no network and says what does not agree: a dependency without a pin,
a pin outside its range, a pin without a hash, or a package that ships or is measured in another
version than it was tested in.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
SHIPPED, TESTED, MEASURED = "requirements.txt", "requirements-dev.txt", "requirements-bench.txt"
COMPILE = ("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes")
EXTRAS = {
    TESTED: ("--extra", "runtime", "--group", "dev"),
    SHIPPED: ("-c", TESTED),
    MEASURED: ("--group", "bench", "-c", TESTED),
}


@dataclass(frozen=True)
class Pin:
    """A package's version in a file of requirements, and whether its content is fixed too."""

    version: str
    hashed: bool


def faults(root: Path = ROOT) -> list[str]:
    """Everything in which the files do not agree with `pyproject.toml` or each other."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    ships = project["project"]["dependencies"]
    tests = [
        *ships,
        *project["project"]["optional-dependencies"]["runtime"],
        *project["dependency-groups"]["dev"],
    ]
    shipped, tested, measured = (pins(root / file) for file in (SHIPPED, TESTED, MEASURED))
    found = [
        *_unmet(ships, shipped, SHIPPED),
        *_unmet(tests, tested, TESTED),
        *_unmet([*ships, *project["dependency-groups"]["bench"]], measured, MEASURED),
    ]
    for name, pin in shipped.items():
        if name not in tested or tested[name].version != pin.version:
            found.append(f"{name} {pin.version} ships, but is not what is tested")
    for name in measured.keys() & tested.keys():
        if measured[name].version != tested[name].version:
            found.append(f"{name} {measured[name].version} is measured, but is not what is tested")
    return found


def _unmet(wanted: Iterable[str], held: dict[str, Pin], file: str) -> list[str]:
    found = [f"{file}: {name} has no hash" for name, pin in held.items() if not pin.hashed]
    for line in wanted:
        requirement = Requirement(line)
        pin = held.get(canonicalize_name(requirement.name))
        if pin is None:
            found.append(f"{file}: {line} is not pinned")
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            found.append(f"{file}: {line} is pinned to {pin.version}")
    return found


def pins(file: Path) -> dict[str, Pin]:
    """The pinned packages of a file of requirements by their canonical names."""
    found: dict[str, Pin] = {}
    for line in file.read_text("utf-8").replace("\\\n", " ").splitlines():
        text, *hashes = line.partition("#")[0].split("--hash=")
        if text.strip():
            requirement = Requirement(text.strip())
            version = str(requirement.specifier).removeprefix("==")
            found[canonicalize_name(requirement.name)] = Pin(version, bool(hashes))
    return found


def write() -> None:
    """Write the files anew; what ships or is measured is held to the versions that are tested."""
    for file, extras in EXTRAS.items():
        subprocess.run([*COMPILE, *extras, "pyproject.toml", "-o", file], cwd=ROOT, check=True)


if __name__ == "__main__":
    if "--check" not in sys.argv:
        write()
    out_of_step = faults()
    print("\n".join(out_of_step) or "requirements agree with pyproject.toml")
    sys.exit(bool(out_of_step))
