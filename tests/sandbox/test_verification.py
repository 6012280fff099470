"""The measurement of verification, the injected contradictions and the sample people themselves."""

import random

import pytest

from app import app
from chalicelib.domain.identity import full_years
from local.checks import filing, sources, verification
from local.cloud import logs
from local.population.contradictions import KINDS, MARGINS, drawn, injected
from local.population.invented.households import population
from local.population.invented.people import TODAY
from local.simulators.sample_people import SAMPLE_PEOPLE

TOLERANCE = 10_000


def test_a_few_families_verified_end_to_end_get_what_was_injected_and_nothing_else():
    lines = []
    with logs.captured():
        families = drawn(population(3, 6), random.Random(3), TOLERANCE)
        documents = verification.verified(app, families, lines.append)
    found = [{line["figure"] for line in one["report"]["differences"]} for one in documents]
    assert found == [set(one.expected_differences) for one in families]
    assert list(verification.wrong(families, found)) == []


def unasked():
    """A child alone, somebody in no register, and a family with a newborn, each with a vehicle."""
    families = population(3, 1_000)
    child = next(one for one in families if full_years(one.residents[0].born, TODAY) < 18)
    nobody = next(one for one in families if one.residents[0].no_number == "unregistered")
    newborn = next(
        one
        for one in families
        if one.deposits_fen and "newborn" in {member.no_number for member in one.residents}
    )
    return [injected(one, "vehicle", "above", TOLERANCE) for one in (child, nobody, newborn)]


def test_whoever_nobody_can_be_asked_about_is_not_verified_and_accused_of_nothing():
    families = unasked()
    with logs.captured():
        reports = [one["report"] for one in verification.verified(app, families, [].append)]
    found = [{line["figure"] for line in report["differences"]} for report in reports]
    assert found == [set(), set(), {"vehicles"}]
    assert list(verification.wrong(families, found)) == []
    elsewhere = {
        "answer.no_file"
    }  # of whoever is registered elsewhere no office here leaves a file
    reasons = [{one["reason"] for one in report["open"]} - elsewhere for report in reports]
    assert reasons == [{"answer.no_consent"}, {"answer.no_number"}, {"answer.no_number"}]


def test_a_report_that_accuses_a_clean_family_or_overlooks_something_is_noticed():
    (clean, other) = drawn(population(3, 2), random.Random(3), TOLERANCE)
    vehicle = injected(other.household, "vehicle", "above", TOLERANCE)
    assert list(verification.wrong([clean, vehicle], [set(), {"vehicles"}])) == []
    assert len(list(verification.wrong([clean, vehicle], [{"houses"}, set()]))) == 2
    assert len(list(verification.wrong([clean, vehicle], [{"houses"}, set()], silent=True))) == 1


def test_a_file_that_is_measured_is_taken_in_whole_and_a_question_finds_who_is_in_it():
    taken = filing.in_a_process(120, "xlsx")
    assert (taken.rows, taken.kind) == (120, "xlsx")
    assert taken.line().startswith("      120 rows (xlsx, ")


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_above_the_tolerance_is_to_be_reported(kind):
    (household,) = population(5, 1)
    expected = {
        margin: injected(household, kind, margin, TOLERANCE).expected_differences
        for margin in MARGINS
    }
    assert expected["below"] == expected["at"] == frozenset()
    assert bool(expected["above"]) is (kind not in {"deceased", "another person", "another unit"})


def test_every_simulated_department_answers_its_probe():
    shown = []
    assert sources.run(shown.append, "", next(iter(SAMPLE_PEOPLE))) == 0
    assert sum(line.startswith("✓") for line in shown) == 28


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("故障", "answer.failed"),
        ("重试", ""),
        ("乱码", "answer.malformed"),
        ("无签", "answer.unsigned"),
        ("他人", "answer.other_person"),
        ("稍后", "answer.pending"),
        ("重复", ""),
    ],
)
def test_a_magic_number_makes_every_department_behave_as_it_says(name, reason):
    (number,) = [number for number, sample in SAMPLE_PEOPLE.items() if sample.person.name == name]
    with sources.simulated() as (exchange, files):
        bank = next(source for source in sources.catalogue() if source.code == "bank")
        probe = sources.probed(exchange, files, bank, sources.somebody(number))
    assert probe.reason == reason
