"""Lints of our own on the state machines, for what no other checker sees.

A step that waits for a token hands the token out, ends by itself and says what then; a path is a
path and not a text that looks like one; every placeholder is a function of the app; the language
is JSONPath without variables, which the sandbox and the checkers understand alike; people do not
send heartbeats; only what may go away by itself is tried again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TOKEN, TOKEN_STEP = "$$.Task.Token", ".waitForTaskToken"
PARTITION = "Partition"
PLACEHOLDER = re.compile(r"\$\{(\w*)\}")
TIMEOUTS = frozenset({"TimeoutSeconds", "TimeoutSecondsPath"})
UNKNOWN_HERE = frozenset({"Assign", "QueryLanguage", "Output", "Arguments"})
HEARTBEATS = frozenset({"HeartbeatSeconds", "HeartbeatSecondsPath"})
FINAL = frozenset({"Refused", "Broken", "States.ALL", "States.Timeout", "States.TaskFailed"})

Step = dict[str, Any]


def faults(definition: Step, functions: Iterable[str]) -> list[str]:
    """What is wrong with a state machine, given the names of the app's functions."""
    known = {name.title().replace("_", "") for name in functions} | {PARTITION}
    found = [f"{name}: {fault}" for name, step in steps(definition) for fault in _step_faults(step)]
    for path, text in _texts(definition):
        strange = set(PLACEHOLDER.findall(text)) - known
        found += [f"{path}: no function is called {name}" for name in sorted(strange)]
        if text.startswith("$") and not text.startswith("${") and not _takes_path(path):
            found.append(f"{path}: a path that is taken for a text")
        if text.startswith("{%"):
            found.append(f"{path}: JSONata")
    return found


def app_functions() -> Iterable[str]:
    """The names of the functions that the app is configured to have."""
    config = json.loads((ROOT / ".chalice/config.json").read_text("utf-8"))
    found: dict[str, Any] = config["stages"]["prod"]["lambda_functions"]
    return found


def steps(part: Any) -> Iterator[tuple[str, Step]]:
    """Every state of a state machine by its name, those of branches too."""
    if isinstance(part, dict):
        yield from part.get("States", {}).items()
    for _, inner in _entries(part):
        yield from steps(inner)


def _step_faults(step: Step) -> Iterator[str]:
    for field in sorted(UNKNOWN_HERE & step.keys()):
        yield f"{field} is not of the language used here"
    for field in sorted(HEARTBEATS & step.keys()):
        yield f"{field}: nobody sends heartbeats"
    tried_again = {error for retry in step.get("Retry", []) for error in retry["ErrorEquals"]}
    for error in sorted(FINAL & tried_again):
        yield f"{error} does not go away by trying again"
    if step["Type"] == "Task" and not TIMEOUTS & step.keys():
        yield "has no timeout"
    if str(step.get("Resource", "")).endswith(TOKEN_STEP):
        yield from _token_faults(step)


def _token_faults(step: Step) -> Iterator[str]:
    if TOKEN not in (text for path, text in _texts(step) if path.endswith(".$")):
        yield "waits for a token that it hands to nobody"
    caught = {error for catch in step.get("Catch", []) for error in catch["ErrorEquals"]}
    if not caught & {"States.Timeout", "States.ALL"}:
        yield "does not say what follows when nobody answers"


def _takes_path(path: str) -> bool:
    return path.endswith((".$", "Path", "Variable"))


def _texts(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a definition with the way to it."""
    if isinstance(part, str):
        yield path, part
    for key, inner in _entries(part):
        yield from _texts(inner, f"{path}/{key}")


def _entries(part: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(part, dict):
        return part.items()
    return enumerate(part) if isinstance(part, list) else ()
