"""What is sealed opens in its own place alone, and is gone when its key is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.case import case as cases
from chalicelib.case import keys as case_keys
from chalicelib.case.documents import CaseDocument
from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Broken, Refused
from chalicelib.monitoring import keys as monitoring_keys
from chalicelib.monitoring import service as monitoring
from chalicelib.platform.store import identifiers, keys, sealing, table, writing
from chalicelib.platform.store.record import VersionConflict
from chalicelib.platform.store.sealing import KeyScope
from chalicelib.platform.store.trail import Event
from chalicelib.records import worklist
from local.cloud.guards import size
from local.population.residents import Household, resident
from local.town.people import Citizen

MOST_LABEL_BYTES, MOST_WRITES, MOST_BYTES = 320, 20, 1_000_000


def test_a_document_moved_to_another_place_does_not_open(stage):
    case = cases.load(stage.mother.case_id)
    here = case_keys.letter(case.id, 1, "receipt")
    item = table.get(here)
    assert case.key.open(here, "letter", item["schema"], item["doc"])
    for place, kind, schema in (
        (case_keys.letter(case.id, 2, "receipt"), "letter", item["schema"]),
        (here, "message", item["schema"]),
        (here, "letter", item["schema"] + 1),
    ):
        with pytest.raises(Broken, match=r"sealing\.moved"):
            case.key.open(place, kind, schema, item["doc"])


def test_a_document_of_a_later_shape_is_not_taken_for_one_of_today(stage):
    case = cases.load(stage.mother.case_id)
    here, later = keys.row("case", case.id), CaseDocument.schema() + 1
    item = table.get(here)
    document = case.key.open(here, "case", item["schema"], item["doc"])
    table.put(here, {**item, "schema": later, "doc": case.key.seal(here, "case", later, document)})
    with pytest.raises(Broken, match=r"document\.unknown_schema"):
        cases.load(case.id)
    table.put(here, item)
    assert cases.load(case.id) == case


def test_a_data_key_opens_only_in_the_context_of_its_scope(stage):
    item = table.get(keys.row("case", stage.mother.case_id))
    stolen = KeyScope("case", "another", keys.row("case", "another"))
    table.put(stolen.place, {"kind": "key", "data_key": item["data_key"]})
    with pytest.raises(Exception, match="Invalid"):
        sealing.key_of(stolen)


def test_every_document_of_a_table_is_bytes_that_say_nothing(stage):
    for name in ("cases", "trail", "people", "money"):
        for item in stage.town.sandbox.table_items(name):
            if "doc" in item:
                assert "B" in item["doc"], item["sk"]


def without_key(place):
    """The item there without the data key that it holds."""
    return {name: value for name, value in table.get(place).items() if name != "data_key"}


def test_whoever_deletes_the_key_deletes_the_case(stage):
    sealing.forget()
    row = keys.row("case", stage.hidden.case_id)
    table.put(row, without_key(row))
    with pytest.raises(Refused, match=r"case\.not_found"):
        cases.load(stage.hidden.case_id)


def test_whoever_deletes_the_key_deletes_the_person(stage):
    hash_ = identifiers.identity_hash(stage.worker.household.residents[0].identity_number)
    scope = KeyScope("person", hash_, monitoring_keys.person(hash_))
    item, other = table.get(monitoring_keys.person(hash_)), cases.load(stage.mother.case_id).key
    key = sealing.key_of(scope)
    assert (
        key.open(monitoring_keys.person(hash_), "person", item["schema"], item["doc"])["name"]
        == "申大勇"
    )
    table.put(scope.place, without_key(scope.place))
    sealing.forget()
    assert sealing.find_key(scope) is None
    with pytest.raises(Broken):
        other.open(monitoring_keys.person(hash_), "person", item["schema"], item["doc"])


def test_a_change_under_way_does_not_bring_a_deleted_key_back(stage):
    case, row = cases.load(stage.mother.case_id), keys.row("case", stage.mother.case_id)
    stored = table.get(row)
    table.put(row, without_key(row))
    event = Event("note", "somebody", stage.town.clock.now())
    with pytest.raises(VersionConflict):
        writing.commit(case.record, case.record, event, case.key)
    past = parse_instant(table.get(row)["next_check"])
    writing.postpone_check(row, past, past + timedelta(hours=1))
    assert "data_key" not in table.get(row)
    table.put(row, stored)


def test_a_person_who_was_forgotten_and_applies_again_is_watched_anew(stage):
    case = cases.load(stage.worker.case_id)
    place = monitoring_keys.person(case.document.members[0])
    table.put(place, without_key(place))
    sealing.forget()
    monitoring.watch_members(case.id, 1, stage.town.clock.now(), None)
    scope, item = KeyScope("person", case.document.members[0], place), table.get(place)
    known = sealing.key_of(scope).open(place, "person", item["schema"], item["doc"])
    assert known["cases"] == [case.id]


def test_a_line_of_a_worklist_is_thin(stage):
    lines = [
        item
        for item in stage.town.sandbox.table_items("cases")
        if item["pk"]["S"].startswith("WORK#")
    ]
    assert lines
    assert max(map(size, lines)) <= MOST_LABEL_BYTES
    assert all(line.label for line in worklist.page(["220203000000"]))


def test_a_submission_of_twenty_members_stays_within_the_limits(stage, monkeypatch):
    people = tuple(
        resident(f"成员{n}", "1990-01-01", 100 + 2 * n, "sibling" if n else "applicant")
        for n in range(20)
    )
    household = Household("220203007001", "220203007001", "urban", "二十口之家", people)
    written, transact = [], table.transact

    def watched(writes, token=""):
        written.append([write.request() for write in writes])
        transact(writes, token)

    monkeypatch.setattr(table, "transact", watched)
    family = Citizen(stage.town, "twenty", household)
    family.apply()
    members = cases.load(family.case_id).document.members
    assert len([one for one in members if table.get(case_keys.member(one, family.case_id))]) == 20
    assert 1 < max(map(len, written)) < MOST_WRITES
    assert 0 < max(len(repr(writes)) for writes in written) < MOST_BYTES
