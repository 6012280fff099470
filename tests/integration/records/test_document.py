"""What a record seals: read as it was written, in whatever shape it was, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

import pytest

from chalicelib.domain.actors import system
from chalicelib.domain.errors import Broken
from chalicelib.payments.formats.bankfile import LineFault
from chalicelib.payments.formats.documents import Discrepancy, StoredRelease
from chalicelib.platform.store import keys, sealing, table
from chalicelib.records import changing, document, kind
from chalicelib.records.act import Act
from chalicelib.records.change import Change
from chalicelib.records.document import Document
from chalicelib.records.kind import Kind
from chalicelib.records.law import law_on
from chalicelib.records.machine import By, Machine, Transition
from tests.conftest import MONDAY


@dataclass(frozen=True)
class Part:
    name: str
    fen: int = 0


@dataclass(frozen=True)
class Whole(Document):
    """The third shape: it was a list of names first, and then said nothing of its parts."""

    EARLIER: ClassVar = (
        lambda sealed: {"title": "、".join(sealed["names"])},
        lambda sealed: {**sealed, "parts": [{"name": sealed["title"]}]},
    )

    title: str
    parts: tuple[Part, ...]
    by_month: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    first: Part | None = None
    note: str = ""
    came_to: Literal["right", "wrong"] | None = None
    end: Literal["one", ""] = ""


WHOLE = Whole("题", (Part("one", 5), Part("two")), {"2023-01": {"p": 7}}, Part("three"))


def test_a_document_is_read_as_it_was_written():
    stored = document.to_json(WHOLE)
    assert document.from_json(Whole, stored, 3) == WHOLE
    assert WHOLE.by_month == stored["by_month"]
    assert document.from_json(Whole, document.to_json(replace(WHOLE, note="说")), 3).note == "说"


def test_what_was_never_said_takes_no_room():
    assert document.to_json(Whole("题", ())) == {"title": "题", "parts": []}


@pytest.mark.parametrize(
    ("schema", "sealed"),
    [
        (1, {"names": ["甲", "乙"]}),
        (2, {"title": "甲、乙"}),
        (3, {"title": "甲、乙", "parts": [{"name": "甲、乙"}]}),
    ],
)
def test_an_earlier_shape_is_read_as_the_newest(schema, sealed):
    assert document.from_json(Whole, sealed, schema) == Whole("甲、乙", (Part("甲、乙"),))


@pytest.mark.parametrize("schema", [0, 4])
def test_a_shape_that_is_not_known_is_not_guessed(schema):
    with pytest.raises(Broken, match=r"document\.unknown_schema"):
        document.from_json(Whole, document.to_json(WHOLE), schema)


@pytest.mark.parametrize(
    "sealed",
    [{"title": "题", "parts": [], "more": 1}, {"title": "题"}, {"title": "题", "parts": 7},
     {"title": "题", "parts": [{"name": "甲", "yuan": 5}]}, {"title": 7, "parts": []},
     {"title": "题", "parts": "甲"}, {"title": "题", "parts": ["甲"]},
     {"title": "题", "parts": [], "first": "甲"}, {"title": "题", "parts": [], "by_month": 7},
     {"title": "题", "parts": [], "by_month": {"2023-01": {"p": "7"}}},
     {"title": "题", "parts": [{"name": "甲", "fen": True}]},
     {"title": "题", "parts": [], "came_to": "a word of a later release"},
     {"title": "题", "parts": [], "end": "a word of a later release"}],
)  # fmt: skip
def test_what_does_not_fit_its_shape_is_not_lost_but_reported(sealed):
    with pytest.raises(Broken, match=r"document\.unfit"):
        document.from_json(Whole, sealed, 3)


def test_a_discrepancy_of_release_1_told_its_faults_without_names():
    sealed = {"file": "f.csv", "count": 2, "faults": [[3, "payments.line_amount", "REF"]]}
    fault = LineFault(3, "payments.line_amount", "REF")
    assert document.from_json(Discrepancy, sealed, 1) == Discrepancy("f.csv", 2, (fault,))


OPEN = Machine(
    "toy",
    (
        Transition("open", frozenset(), "open", By.SYSTEM, first=True),
        Transition("note", frozenset({"open"}), None, By.SYSTEM),
    ),
    ends=frozenset({"open"}),
)


@dataclass(frozen=True)
class First(Document):
    names: tuple[str, ...]


def toy(shape, key):
    return Kind(
        "release", "toy", OPEN, shape, lambda _clear: key, {}, lambda _one: "", lambda _one: ""
    )


@pytest.mark.usefixtures("quiet")
def test_a_row_says_the_shape_in_which_it_is_sealed_and_is_written_in_the_newest():
    place, act = keys.row("release", "one"), Act(system("toy"), MONDAY, law_on(MONDAY))
    key = sealing.new_key(sealing.KeyScope("release", "one", place))
    first, now = toy(First, key), toy(Whole, key)
    changing.commit(first, kind.unsaved(first, "one", {}, First(("甲", "乙"))), Change("open"), act)
    assert table.get(place)["schema"] == 1
    found = kind.load(now, "one")
    assert found.document == Whole("甲、乙", (Part("甲、乙"),))
    changing.commit(now, found, Change("note"), act)
    assert table.get(place)["schema"] == 3
    assert kind.load(now, "one").document == found.document
    with pytest.raises(Broken, match=r"document\.unknown_schema"):
        kind.load(first, "one")


def test_a_release_that_nobody_decided_says_nobody_and_nothing():
    stored = {"count": 2, "sum_fen": 30, "deciders": ["one", "two"]}
    release = StoredRelease(count=2, sum_fen=30, deciders=("one", "two"))
    assert (document.to_json(release), document.from_json(StoredRelease, stored, 1)) == (
        stored,
        release,
    )
