"""What the report says of differences, of silence and of people who did not sign."""

from datetime import timedelta

import pytest

from chalicelib.casefile.report.reading import view_of
from chalicelib.casefile.service import report_of
from chalicelib.domain.dates import instant_text
from chalicelib.domain.errors import Refused
from chalicelib.records.law import law_on
from chalicelib.words import say
from tests.conftest import MONDAY
from tests.integration.verification.rounds import (
    DEPOSIT,
    FIVE_HOURS,
    ROUND,
    SOURCES,
    Answers,
    consent,
    family,
    verify,
)
from tests.support.cases import member


@pytest.fixture
def law(quiet):
    return law_on(MONDAY)


WIFE, HUSBAND = (
    member("田秀兰", "19850312", "applicant"),
    member("田山", "19830312", "spouse"),
)


def seen(quiet, law, departments, **more):
    consents = more.pop("consents", (0, 1))
    case = verify(family(quiet, law, consents, members=[WIFE, HUSBAND], **more), departments)
    return view_of(case, law)


def test_before_anybody_answered_there_is_no_report(quiet, law):
    with pytest.raises(Refused) as refused:
        report_of(family(quiet, law), law)
    assert refused.value.code == "report.not_found"


def test_a_difference_says_its_size_and_what_it_alone_would_mean(quiet, law):
    view = seen(quiet, law, Answers({("deposits", 0): ("verified", 90_000_000)}))
    (one,) = view.differences
    assert (one.item, one.member) == ("存款和有价证券", "全家")
    assert (one.declared, one.found, one.difference) == (
        "0.00 元",
        "900,000.00 元",
        "900,000.00 元",
    )
    assert one.result.startswith("不符合最低生活保障条件")
    assert view.declared_result.startswith("符合最低生活保障条件")
    assert view.found_result == one.result


def test_a_small_difference_is_shown_and_changes_nothing(quiet, law):
    view = seen(quiet, law, Answers(DEPOSIT))
    (one,) = view.differences
    assert one.result == view.declared_result == view.found_result


def test_what_is_open_says_why_and_who_can_supply_it(quiet, law):
    view = seen(quiet, law, Answers(silent={"bank"}), consents=(0,))
    (bank,) = [one for one in view.open_items if "田山" not in one.reason]
    assert bank.source == SOURCES["bank"].zh
    assert bank.reason == f"田秀兰：{say('answer.late')}"
    unsigned = [one for one in view.open_items if "田山" in one.reason]
    assert {one.who_can_supply for one in unsigned} == {say("report.signs")}
    assert view.coverage.not_verified == 275 + len(SOURCES["bank"].items)


def test_nothing_held_is_counted_and_not_listed(quiet, law):
    view = seen(quiet, law, Answers())
    assert view.coverage.nothing_held == 2 * 275
    assert not any(section.lines for section in view.sections)


def test_everything_on_it_is_plain_text_in_the_families_language(quiet, law):
    view = seen(quiet, law, Answers({("deposits", 0): ("verified", 1)}), consents=(0,))
    assert consent(0)["signature"] not in repr(view)
    assert WIFE["identity_number"] not in repr(view)


@pytest.mark.parametrize(("days", "stale"), [(90, []), (91, [("民政（殡葬）", "90 天")])])
def test_data_that_is_older_than_the_catalogue_accepts_is_named(quiet, law, days, stale):
    old = instant_text(FIVE_HOURS - timedelta(days=days))
    view = seen(quiet, law, Answers(as_of={"funeral": old}))
    assert [(one.source, one.valid_for) for one in view.stale_sources] == stale


def test_what_a_decision_rested_on_is_shown_as_it_was(quiet, law):
    departments = Answers(silent={"bank"})
    case = verify(family(quiet, law, (0, 1), members=[WIFE, HUSBAND]), departments)
    before, digest = view_of(case, law), case.doc("report")["digest"]
    departments.silent, departments.says = set(), dict(DEPOSIT)
    case = verify(case, departments, FIVE_HOURS + ROUND)
    then, now = report_of(case, law, "1"), report_of(case, law)
    assert then.digest == before.digest == digest != now.digest
    assert (then.number, now.number) == (before.number, f"{before.receipt}-02")
    assert {one.source for one in then.open_items} == {SOURCES["bank"].zh}
    assert now.open_items == ()
    assert (len(then.differences), len(now.differences)) == (0, 1)


@pytest.mark.parametrize("rounds", ["0", "2", "-1", "01", "x"])
def test_rounds_that_never_were_have_no_report(quiet, law, rounds):
    case = verify(family(quiet, law, (0, 1), members=[WIFE, HUSBAND]), Answers())
    with pytest.raises(Refused) as refused:
        report_of(case, law, rounds)
    assert refused.value.code == "report.not_found"
