"""What was found beside what was declared, read in words, explained or disputed by its name."""

from __future__ import annotations

from local.population.families import RETIRED_COUPLE
from tests.system.api.conftest import scene


def told(town):
    """The couple of whom a deposit was found, and their time to explain it."""
    stage = scene(town, "couple", RETIRED_COUPLE)
    stage.accepts(stage.clerk(stage.applies()))
    stage.family.waits_for("explaining")
    return stage


def findings(stage):
    return stage.family.client.get(f"/v1/cases/{stage.family.case_id}/findings")


def test_a_family_reads_both_figures_of_whom_from_where_and_until_when_it_may_explain(town):
    stage = told(town)
    answer = findings(stage)
    (found,) = answer["findings"]
    assert (found["title"], found["whose"]) == ("存款和有价证券", "您家")
    assert found["declared"] != found["found"]
    assert found["source"] and found["found"].endswith("元")
    assert (answer["may_explain"], answer["in_time"]) == (True, True)
    assert answer["due"] == stage.family.timeline()["due"]
    assert answer["telephone"]


def test_what_was_disputed_by_the_names_that_were_read_is_marked_and_its_time_is_over(town):
    stage = told(town)
    (found,) = findings(stage)["findings"]
    stage.family.does("explanation", statement="这不是我们的存折", dispute=found["items"])
    answer = findings(stage)
    assert [one["disputed"] for one in answer["findings"]] == [True]
    assert (answer["in_time"], answer["due"]) == (False, "")
    assert [one["statement"] for one in answer["explanations"]] == ["这不是我们的存折"]


def test_nothing_is_read_of_what_was_found_before_the_family_was_informed(town):
    stage = scene(town, "couple", RETIRED_COUPLE)
    stage.applies()
    answer = findings(stage)
    assert (answer["findings"], answer["may_explain"]) == ([], False)
