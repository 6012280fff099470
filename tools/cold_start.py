"""`python -m tools.cold_start dist`: what each function of a built artefact loads when it starts.

Each is imported as Lambda does, in a fresh process over the content of its zip. Counted are the
modules that its import brings beyond those of an empty interpreter (`python -I -S`): the suite's
own (`app`, `chalicelib`), and all others, Python's too. Of our own, `at most` is the largest number
of modules of any one capability. `called` is what its entries load besides, once each was called.
Times are those of the processor, the least of some rounds, beside an empty interpreter of the same
run; they depend on the machine, and nothing is held to them.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
ROUNDS = 9
LOADS = """
import sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    __import__(name)
print("\\n".join(sys.modules.keys() - before))
"""
STARTS = "import sys; sys.path.insert(0, sys.argv[1]); __import__(sys.argv[2])"


@dataclass(frozen=True)
class Goal:
    """At most so many modules that are not ours, and so many times an empty interpreter."""

    modules: int
    ratio: float


API_MODULE = "app"
GOALS = {True: Goal(200, 12), False: Goal(135, 7)}
"""Of the API, and of every other function."""
MOST_OF_A_CAPABILITY = 8


@dataclass(frozen=True)
class Start:
    """What a module brings: the names of all modules."""

    module: str
    names: frozenset[str]

    @property
    def goal(self) -> Goal:
        """What it is held against."""
        return GOALS[self.module == API_MODULE]

    @property
    def ours(self) -> frozenset[str]:
        """The suite's own modules."""
        return frozenset(n for n in self.names if n.split(".")[0] in {"app", "chalicelib"})

    @property
    def others(self) -> frozenset[str]:
        """All that are not ours."""
        return self.names - self.ours

    @property
    def most(self) -> tuple[str, int]:
        """The capability of which most modules are loaded, and how many."""
        found = Counter(name.split(".")[1] for name in self.ours if name.count("."))
        of_capabilities = {name: n for name, n in found.items() if name in capabilities()}
        return max(of_capabilities.items(), key=lambda one: one[1], default=("", 0))


@cache
def capabilities() -> frozenset[str]:
    """The folders that are capabilities, as the import contracts list them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (listed,) = (c["capabilities"] for c in contracts["contracts"] if c["id"] == "capability")
    return frozenset(name.removeprefix("chalicelib.") for name in listed)


def unpacked(artefact: Path, folder: Path) -> dict[str, Path]:
    """The module of each function, and the folder into which its zip was unpacked."""
    template = json.loads((artefact / "sam.json").read_text("utf-8"))
    found: dict[str, Path] = {}
    for resource in template["Resources"].values():
        code = resource.get("Properties", {}).get("CodeUri", "")
        if code:
            place = folder / Path(code).stem
            if not place.exists():
                with zipfile.ZipFile(artefact / code) as held:
                    held.extractall(place)
            found[resource["Properties"]["Handler"].rpartition(".")[0]] = place
    return found


def started(place: Path, module: str, *besides: str) -> Start:
    """What a module brings in a fresh process, and others `besides`."""
    output = subprocess.check_output(_process(LOADS, place, module, *besides), text=True)
    return Start(module, frozenset(output.split()))


def called(module: str) -> list[str]:
    """What the functions of a module import when they are called."""
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
    return sorted({name for one in functions for name in _imported(one)})


def _imported(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                name = f"{node.module}.{one.name}"
                yield name if _is_module(name) else node.module


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is a module, no package
        return False


def _process(code: str, *arguments: object) -> Sequence[str]:
    return [sys.executable, "-I", "-S", "-c", code, *map(str, arguments)]


def ratios(places: dict[str, Path]) -> dict[str, float]:
    """How many times as much of a processor as an empty interpreter each module takes; the least of
    some rounds, in turn."""
    commands = {module: _process(STARTS, place, module) for module, place in places.items()}
    commands[""] = _process("")
    least: dict[str, float] = {}
    for _ in range(ROUNDS):
        for module, command in commands.items():
            taken = _processor_seconds(command)
            least[module] = min(taken, least.get(module, taken))
    return {module: least[module] / least[""] for module in places}


def _processor_seconds(command: Sequence[str]) -> float:
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return usage.ru_utime + usage.ru_stime


def main(artefact: Path) -> None:
    """Print a line for each module that is a function's."""
    with TemporaryDirectory() as folder:
        places = unpacked(artefact, Path(folder))
        starts = [started(place, module) for module, place in places.items()]
        whole = {
            one.module: started(places[one.module], one.module, *called(one.module))
            for one in starts
        }
        times = ratios(places)
    for one in starts:
        full = whole[one.module]
        goal, ratio, (capability, most) = one.goal, times[one.module], one.most
        print(
            f"{one.module}: {len(one.others)} modules that are not ours, "
            f"{_held(len(one.others), goal.modules)}; {len(one.ours)} of ours, at most {most} of "
            f"one capability {capability and f'({capability})'}, "
            f"{_held(most, MOST_OF_A_CAPABILITY)}; {ratio:.1f} times an empty interpreter, "
            f"{_held(ratio, goal.ratio)}; called: {len(full.others)} that are not ours, "
            f"{len(full.ours)} of ours"
        )


def _held(found: float, goal: float) -> str:
    return f"goal {goal:g} {'met' if found <= goal else 'NOT met'}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
