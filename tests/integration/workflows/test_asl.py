"""The state machines keep the language's rules and ours, and every lint sees what it is for."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib import reactors
from chalicelib.platform.runtime.settings import settings
from local.cloud.deployment import resources
from local.cloud.permissions import variables
from tools import asl_lint

ROOT = Path(__file__).parents[3]
DEFINITIONS = sorted((ROOT / "stepfunctions").glob("*.asl.json"))
APPLICATION = json.loads((ROOT / "stepfunctions/application.asl.json").read_text("utf-8"))
FUNCTIONS = variables()
REVIEW = APPLICATION["States"]["Review"]

WEAKENED = {
    "the token is handed to nobody": (
        lambda step: step["Parameters"]["Payload"].pop("token.$"),
        "waits for a token that it hands to nobody",
    ),
    "the step waits for ever": (
        lambda step: step.pop("TimeoutSecondsPath"),
        "has no timeout",
    ),
    "nothing follows when nobody answers": (
        lambda step: step.pop("Catch"),
        "does not say what follows when nobody answers",
    ),
    "another error is caught than the timeout": (
        lambda step: step["Catch"][0].update(ErrorEquals=["Unavailable"]),
        "does not say what follows when nobody answers",
    ),
    "people are to send heartbeats": (
        lambda step: step.update(HeartbeatSeconds=60),
        "nobody sends heartbeats",
    ),
    "a refusal is tried again": (
        lambda step: step["Retry"][0]["ErrorEquals"].append("Refused"),
        "Refused does not go away by trying again",
    ),
    "a path is written as a text": (
        lambda step: step["Parameters"]["Payload"].update(id="$.id"),
        "a path that is taken for a text",
    ),
    "a function is misspelt": (
        lambda step: step["Parameters"].update(FunctionName="${ApprovalWaits}"),
        "no function is called ApprovalWaits",
    ),
    "a variable is assigned": (
        lambda step: step.update(Assign={"stage.$": "$.stage"}),
        "Assign is not of the language used here",
    ),
    "an expression is JSONata": (
        lambda step: step["Parameters"]["Payload"].update(stage="{% $states.input.stage %}"),
        "JSONata",
    ),
}


@pytest.mark.parametrize("file", DEFINITIONS, ids=lambda file: file.name)
def test_a_state_machine_keeps_our_rules(file):
    assert asl_lint.faults(json.loads(file.read_text("utf-8")), FUNCTIONS) == []


@pytest.mark.parametrize("weakness", WEAKENED)
def test_a_weakness_is_seen_where_it_is(weakness):
    weaken, told = WEAKENED[weakness]
    weak = copy.deepcopy(APPLICATION)
    weaken(weak["States"]["Review"])
    faults = asl_lint.faults(weak, FUNCTIONS)
    assert len(faults) == 1, faults
    assert "Review" in faults[0]
    assert told in faults[0]


def test_a_weakness_inside_a_branch_is_seen():
    branch = {"StartAt": "Review", "States": {"Review": {**REVIEW, "Catch": []}}}
    outer = {"States": {"Both": {"Type": "Parallel", "Branches": [branch], "End": True}}}
    assert asl_lint.faults(outer, FUNCTIONS) == [
        "Review: does not say what follows when nobody answers"
    ]


def statelint(file):
    command = [Path(sys.executable).with_name("statelint"), file]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("file", DEFINITIONS, ids=lambda file: file.name)
def test_statelint_finds_nothing(file):
    done = statelint(file)
    assert (done.returncode, done.stdout) == (0, "")


def test_statelint_sees_a_step_that_leads_nowhere(tmp_path):
    weak = copy.deepcopy(APPLICATION)
    weak["States"]["Review"]["Next"] = "Nowhere"
    (tmp_path / "weak.json").write_text(json.dumps(weak))
    done = statelint(tmp_path / "weak.json")
    assert done.returncode != 0
    assert "Nowhere" in done.stdout


def definition_of(kind, monkeypatch):
    """The state machine that the driver starts for a kind, found as a deployed driver finds it."""
    for name, value in FUNCTIONS["drive"].items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    named = reactors.DRIVEN[kind].workflow.arn().strip("${}")
    place = resources()[named]["Properties"]["DefinitionString"]
    return json.loads((ROOT / place.removeprefix("@")).read_text("utf-8"))


@pytest.mark.parametrize("kind", reactors.DRIVEN)
def test_the_driver_knows_in_which_states_a_step_waits_with_a_token(kind, monkeypatch):
    waits = [
        state["Parameters"]["Payload"]["stage"]
        for state in definition_of(kind, monkeypatch)["States"].values()
        if "waitForTaskToken" in str(state.get("Resource"))
    ]
    assert sorted(waits) == sorted(reactors.DRIVEN[kind].workflow.waits)
