"""What a helper reads of the person's case names nobody whole, and offers nothing that is the
person's alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from local.population.families import RETIRED_COUPLE
from tests.support.helping import Helper, phone_of
from tests.system.api.conftest import scene
from tests.system.api.test_helpers import later

READ = ("", "/timeline", "/letters", "/findings", "/correction", "/reconsiderations")
"""All that a phone reads of a case."""


@pytest.fixture
def helped(town):
    """A couple on pensions asked about an undeclared deposit, whose application a helper sent in,
    with the phone on which the helper's person consented."""
    phone = phone_of(town, RETIRED_COUPLE.residents[0], household=RETIRED_COUPLE)
    helper = Helper(town, household=RETIRED_COUPLE).helps(on=phone)
    stage = replace(scene(town, "clerk", RETIRED_COUPLE), family=helper)
    clerk = stage.clerk(str(helper.applies()["office"]))
    stage.accepts(clerk)
    helper.waits_for("explaining")
    later(town, minutes=1)
    phone.case_id = helper.case_id
    return helper, phone


def read(who):
    """Every answer that a phone gets about the case."""
    return {end: who.client.get(f"/v1/cases/{who.case_id}{end}") for end in READ}


def whole_names(answers):
    """Where an answer has the whole name of somebody of the household."""
    texts = {end: json.dumps(one, ensure_ascii=False) for end, one in answers.items()}
    names = [one.name for one in RETIRED_COUPLE.residents]
    return {end for end, text in texts.items() for name in names if name in text}


def test_a_helper_reads_every_name_masked_and_the_person_whole(helped):
    helper, phone = helped
    assert read(helper)["/findings"]["findings"]
    assert whole_names(read(helper)) == set()
    assert whole_names(read(phone)) >= {"", "/letters", "/correction"}


def test_the_person_may_withdraw_and_a_helper_is_not_offered_it(helped):
    helper, phone = helped
    assert phone.timeline()["may_withdraw"]
    assert not helper.timeline()["may_withdraw"]
