"""Where a case stands when a test begins: families, clerks, and the steps that led there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local.population.families import MOTHER_OF_TWO, PAPER_MISSING, RETIRED_COUPLE
from local.population.residents import resident
from local.town.client import Declined
from tests.system.api.conftest import scene
from tests.system.api.prepared import prepared

REASON = "情况属实，符合条件"
AGAINST = {"although": "入户所见与评估所据的不一致"}
"""What a refusal says beside its reason, where the assessment finds the conditions met."""
NEARLY_POOR = replace(
    MOTHER_OF_TWO,
    scheme="marginal",
    residents=(
        resident("乔素梅", "1985-03-12", 22, incomes={"maintenance": 210_000}, deposits=185_000),
        *MOTHER_OF_TWO.residents[1:],
    ),
)
"""700 a head: above the standard of 600, below one and a half times of it."""
ALONE = replace(
    PAPER_MISSING,
    registered_area=MOTHER_OF_TWO.registered_area,
    living_area=MOTHER_OF_TWO.living_area,
    residents=(resident("车永福", "1948-03-09", 13),),
    scheme="tekun",
    supporters=(),
    hardship="年老无依靠",
)


def declined(act, *args, **more):
    """Status and code with which something is refused."""
    with pytest.raises(Declined) as refusal:
        act(*args, **more)
    return refusal.value.status, refusal.value.code


def accepted(town, name="family", household=MOTHER_OF_TWO, **changed):
    """A case that was accepted and phoned back, and its township's two clerks."""
    stage = scene(town, name, household)
    office = str(stage.family.apply(**changed)["office"])
    clerk, colleague = stage.clerk(office), stage.clerk(office, number=1)
    stage.accepts(clerk)
    stage.phones(clerk, "独自带两个孩子")
    return stage, clerk, colleague


def with_clerks(stage):
    """A scene and the two clerks of its township."""
    office = str(stage.family.receipt["office"])
    return stage, stage.clerk(office), stage.clerk(office, number=1)


def noticed(town):
    """A case before the public."""

    def play():
        stage, clerk, colleague = accepted(town)
        stage.family.waits_for("reviewing")
        stage.visits(clerk, colleague, "情况属实")
        stage.gives_opinion(clerk, "propose_grant", REASON)
        stage.family.waits_for("noticing")
        stage.later(minutes=1)
        return stage

    return with_clerks(prepared(town, "before the public", MOTHER_OF_TWO, play))


def reviewing(town, household=RETIRED_COUPLE, **explanation):
    """A case with differences that the family explained and the township visited."""
    words = {"statement": "没有想到要填", "complete": True} | explanation

    def play():
        stage, clerk, colleague = accepted(town, household=household)
        stage.family.waits_for("explaining")
        stage.family.does("explanation", **words)
        stage.family.waits_for("reviewing")
        stage.visits(clerk, colleague, "自有住房一套")
        return stage

    return with_clerks(prepared(town, f"explained {words}", household, play))


def proposing(town):
    """A case of which the assessment says no."""

    def play():
        stage, clerk, _ = reviewing(town)
        stage.gives_opinion(clerk, "propose_refusal", "人均月收入高于标准")
        stage.family.waits_for("proposing")
        return stage

    return with_clerks(prepared(town, "no by the assessment", RETIRED_COUPLE, play))


ITEMS = ("eating", "dressing", "getting_up", "toilet", "walking", "washing")


def alone(member=0, *, cannot=()):
    """What a member does alone of the six items."""
    return {"member": member} | {item: item not in cannot for item in ITEMS}


def seen_of(household):
    """What a visit finds beside, where the scheme asks for it."""
    return {"self_care": [alone()]} if household.scheme == "tekun" else {}


def assessed(town, household, decision="propose_grant", **changed):
    """A case on which the township gave its opinion, and its clerks."""

    def play():
        stage, clerk, colleague = accepted(town, household=household, **changed)
        stage.family.waits_for("reviewing")
        stage.visits(clerk, colleague, "情况属实", **seen_of(household))
        stage.gives_opinion(clerk, decision, REASON)
        stage.family.waits_for("noticing", "confirming", "proposing")
        stage.later(minutes=1)
        return stage

    return with_clerks(prepared(town, f"assessed {decision} {changed}", household, play))
