"""`python -m tools.cold_start dist`: what each function of a built artefact loads when it starts.

Each is imported as Lambda does, in a fresh process over the content of its zip. Counted are the
modules that its import brings beyond those of an empty interpreter (`python -I -S`): the suite's
own (`app`, `chalicelib`), and all others, Python's too. Of our own, `at most` is the largest number
of modules of any one capability. Times depend on the machine, so they are shown beside an empty
interpreter of the same run, and nothing is held to them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tomllib
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
ROUNDS = 7
LOADS = """
import sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
__import__(sys.argv[2])
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


def started(place: Path, module: str) -> Start:
    """What a module brings in a fresh process."""
    told = subprocess.check_output(_process(LOADS, place, module), text=True)
    return Start(module, frozenset(told.split()))


def _process(code: str, *arguments: object) -> Sequence[str]:
    return [sys.executable, "-I", "-S", "-c", code, *map(str, arguments)]


def ratios(places: dict[str, Path]) -> dict[str, float]:
    """How many times as long as an empty interpreter each module takes; the least of some rounds,
    in turn."""
    commands = {module: _process(STARTS, place, module) for module, place in places.items()}
    commands[""] = _process("")
    least: dict[str, float] = {}
    for _ in range(ROUNDS):
        for module, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, check=True)
            taken = time.perf_counter() - began
            least[module] = min(taken, least.get(module, taken))
    return {module: least[module] / least[""] for module in places}


def main(artefact: Path) -> None:
    """Print a line for each module that is a function's."""
    with TemporaryDirectory() as folder:
        places = unpacked(artefact, Path(folder))
        starts = [started(place, module) for module, place in places.items()]
        times = ratios(places)
    for one in starts:
        goal, ratio, (capability, most) = one.goal, times[one.module], one.most
        print(
            f"{one.module}: {len(one.others)} modules that are not ours, "
            f"{_held(len(one.others), goal.modules)}; {len(one.ours)} of ours, at most {most} of "
            f"one capability {capability and f'({capability})'}, "
            f"{_held(most, MOST_OF_A_CAPABILITY)}; {ratio:.1f} times an empty interpreter, "
            f"{_held(ratio, goal.ratio)}"
        )


def _held(found: float, goal: float) -> str:
    return f"goal {goal:g} {'met' if found <= goal else 'NOT met'}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
