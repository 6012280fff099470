"""Nobody's name, number, phone or account stands anywhere in clear; injected ones are found."""

from __future__ import annotations

import json
import logging

import pytest

from chalicelib.platform.runtime import log
from chalicelib.platform.store import keys, table
from local.cloud import deployment, watch
from local.demo import invariants
from tests.system.api.conftest import ask


def canaries(stage):
    scenes = [stage.mother, stage.worker, stage.hidden]
    return [secret for family in scenes for secret in secrets_of(family)]


def secrets_of(family):
    form = family.form()
    known = ("name", "identity_number")
    members = [member[one] for member in form["members"] for one in known if one in member]
    return [*members, form["phone"], form["account"]["number"]]


def found(stage):
    """Every place outside a seal in which a canary can be read, the log's lines too."""
    secrets = canaries(stage)
    texts = [
        *watch.everything_stored(stage.town.sandbox),
        *(("log", watch.unescaped(line)) for line in stage.lines),
    ]
    return {place for place, text in texts if any(secret in text for secret in secrets)}


def test_no_canary_is_found_after_real_cases(stage):
    assert len(canaries(stage)) > 10
    assert found(stage) == set()


@pytest.fixture
def canary(stage):
    return stage.mother.household.residents[0].name


@pytest.mark.parametrize("name", watch.TABLES)
def test_a_canary_injected_in_a_table_is_found(stage, canary, name):
    place = keys.Key(name, "INJECTED", "INJECTED")
    table.put(place, {"note": canary})
    assert found(stage) == {name}
    table.put(place, {"bytes": canary.encode()})
    assert found(stage) == {name}
    table.delete(place)
    assert found(stage) == set()


def test_a_canary_injected_in_a_log_line_is_found(stage, canary):
    logging.getLogger("jiuzhu").info(canary)
    assert found(stage) == {"log"}
    stage.lines.pop()


def test_the_log_takes_no_field_that_is_not_on_its_list(stage, canary):
    log.info("a line", name=canary, case_id="c1")
    assert json.loads(stage.lines[-1])["case_id"] == "c1"
    assert found(stage) == set()


def test_a_canary_injected_in_a_dead_letter_is_found(stage, canary):
    stage.town.sandbox.pump.dead_letters.append({"note": canary})
    assert found(stage) == {"dead letter"}
    stage.town.sandbox.pump.dead_letters.pop()


def test_a_canary_injected_in_an_artefact_is_found(tmp_path, canary):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "clean.txt").write_text("无", encoding="utf-8")
    assert invariants.in_files(tmp_path, [canary]) == []
    (tmp_path / "letters" / "injected.txt").write_text(canary, encoding="utf-8")
    assert invariants.in_files(tmp_path, [canary]) == ["letters/injected.txt"]


def test_no_error_names_anybody(stage):
    family = stage.mother
    form = family.form() | {"form_id": "another-form"}
    answer = ask(
        stage.town, family.sign_in()["token"], "POST", "/v1/cases", json.dumps(form).encode()
    )
    assert answer[0] == 409
    assert not any(secret in json.dumps(answer[1]) for secret in secrets_of(family))


def test_a_canary_injected_in_an_execution_is_found(stage, canary):
    """Last, because a history cannot be taken back."""
    deployment.client("stepfunctions").start_execution(
        stateMachineArn=stage.town.sandbox.names["STATE_MACHINE_ARN"],
        name="injected-1",
        input=json.dumps({"stage": "over", "note": canary}, ensure_ascii=False),
    )
    stage.town.clock.settle()
    assert found(stage) == {"execution history"}
