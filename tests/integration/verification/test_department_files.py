"""Files that arrive: which counts, which is held for a person, and what becomes of it."""

import json
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.errors import Refused
from chalicelib.domain.identity import with_check_digit
from chalicelib.platform.aws import objects
from chalicelib.platform.partners.departments import Subject
from chalicelib.platform.partners.departments.reading import Reading
from chalicelib.platform.store import sealing
from chalicelib.verification.files import department_files, shown
from chalicelib.words import say
from tests.conftest import MONDAY
from tests.integration.verification.offices import (
    CATALOGUE,
    DROP,
    FARMING,
    GRAIN,
    MALFORMED,
    MOTHER,
    NEIGHBOUR,
    SINCE,
    VETERANS,
    Office,
    many,
    people,
    row,
    table,
)

MOST_OF_A_PART = 100_000  # bytes

# Which file counts.


def test_the_newest_file_counts_and_what_no_day_names_is_not_read(office):
    for name, value in (
        ("2022-12-01.csv", "1"),
        ("2022-12-18.CSV", "2"),
        ("latest.csv", "3"),
        ("2022-12-19.docx", "4"),
        ("2022-02-30.csv", "5"),
        ("0001-01-01.csv", "6"),
    ):
        office.puts(name, table(row(value)).encode())
    office.takes_in()
    assert office.tells() == ("verified", 200)
    for name in ("latest.csv", "2022-12-19.docx", "2022-02-30.csv", "0001-01-01.csv"):
        assert "文件名" in office.receipt(name)[0][2]


def test_a_file_that_is_left_again_is_read_again_and_one_of_another_name_too(office):
    office.leaves(table(row("1")))
    office.leaves(table(row("2")))
    assert office.tells() == ("verified", 200)
    office.leaves(table(row("3")), "2022-12-18-1.csv")
    assert office.tells() == ("verified", 300)


def test_an_older_file_that_comes_later_does_not_count(office):
    office.leaves(table(row("1")))
    office.leaves(table(row("2")), "2022-12-17.csv")
    assert office.tells() == ("verified", 100)


def test_a_file_of_a_year_that_was_written_wrongly_holds_up_no_other(office):
    """Were it the newest, no file would count for ten years."""
    office.leaves(table(row("1")), "2022-12-17.csv")
    office.leaves(table(row("9")), "2032-12-18.csv")
    assert office.tells() == ("verified", 100)
    assert say("file.ahead") in office.receipt("2032-12-18.csv")[0][2]
    office.leaves(table(row("2")), "2022-12-18.csv")
    assert office.tells() == ("verified", 200)
    office.now += timedelta(days=3652)  # its day has come
    office.takes_in()
    assert office.tells() == ("verified", 900)


def test_a_head_of_a_day_that_is_far_ahead_gives_way_to_the_right_file(office):
    """Such a file was read before, and stands in the way since."""
    later = office.now
    office.now += timedelta(days=3652)
    office.leaves(table(row("9")), "2032-12-18.csv")
    office.now = later
    office.leaves(table(row("2")), "2022-12-18.csv")
    assert office.tells() == ("verified", 200)


def test_another_departments_file_is_not_read(office, quiet):
    Office(VETERANS).leaves(table(row(), head=("身份证号", "姓名", SINCE)))
    assert office.head is None
    assert office.tells() == ("not_verified", "answer.no_file")


def test_nothing_personal_stands_in_the_receipt_the_head_or_the_log(office, quiet, lines):
    broken = ("2.20201198503120E+17", MOTHER.name, "1200.50")
    office.leaves(table(row(), broken, row("x", NEIGHBOUR)), counted=3)
    output = json.dumps(office.receipt(), ensure_ascii=False) + repr(office.head) + " ".join(lines)
    output += repr(quiet.table_items("cases"))
    for person in (MOTHER, NEIGHBOUR):
        assert person.identity_number not in output
        assert person.name not in output
    assert [
        "3",
        "身份证号",
        "身份证号码被当作数字保存，末几位已丢失，请把该列设为文本",
    ] in office.receipt()
    assert ["4", GRAIN, "内容与该项的类型或单位不符，该项按未核实处理"] in office.receipt()


def test_without_a_count_a_file_is_held_against_the_one_before(office):
    office.leaves(table(*many(20)), "2022-12-16.csv", counted=len(many(20)))
    office.leaves(table(*many(20), row("7", NEIGHBOUR)), "2022-12-17.csv", counted=False)
    assert office.tells() == ("nothing_held", "")
    office.leaves(table(*many(20)), "2022-12-18.csv", counted=False)  # one row fewer
    assert office.tells() == ("not_verified", "answer.file_uncounted")


@pytest.mark.parametrize(
    ("said", "rows", "comes_to"),
    [
        ("2022-12-18", 81, ("nothing_held", "")),
        ("2022-12-18", 80, ("not_verified", "answer.file_held")),
    ],
)
def test_a_file_that_lost_a_fifth_of_its_rows_waits_for_a_person(office, said, rows, comes_to):
    hundred = many(102)[:100]
    office.leaves(table(*hundred), "2022-12-17.csv", counted=100)
    office.leaves(table(*hundred[:rows]), f"{said}.csv", counted=rows)
    assert office.tells() == comes_to
    inside = people(3)[2]
    assert office.tells(person=inside)[0] == (
        "verified" if comes_to[0] == "nothing_held" else "not_verified"
    )


# Who decides.


@pytest.fixture
def held(office):
    """A file that lost half of its rows."""
    rows = many(41)[:40]
    office.leaves(table(*rows), "2022-12-17.csv", counted=40)
    office.leaves(table(*rows[:20]), counted=20)
    return office


def decides(office, accepted, rows=20, name="2022-12-18.csv", who="leader"):
    decision = department_files.FileDecision(name, rows, accepted, "已电话核实")
    return department_files.decide("agriculture", decision, who, office.now)


FIRST = people(3)[1]


def test_until_somebody_decides_a_held_file_verifies_nobody(held):
    assert held.tells() == held.tells(person=FIRST) == ("not_verified", "answer.file_held")


def test_an_accepted_file_counts_and_is_what_the_next_one_is_held_against(held):
    decides(held, accepted=True)
    assert held.tells() == ("nothing_held", "")
    assert held.tells(person=FIRST) == ("verified", 120_050)
    held.leaves(table(*many(41)[:17]), "2022-12-19.csv", counted=17)
    assert held.head.status == "accepted"


def test_a_file_that_was_given_back_verifies_nobody_until_the_next_one(held):
    decides(held, accepted=False)
    assert held.tells() == MALFORMED
    held.takes_in()
    assert held.head.status == "refused"
    held.leaves(table(*many(41)[:33]), "2022-12-19.csv", counted=33)  # against 40
    assert held.tells() == ("nothing_held", "")


def test_who_decided_when_and_why_is_kept(held):
    head = decides(held, accepted=True)
    assert (head.decided_by, head.decided_at, head.why) == (
        "leader", "2022-12-19T01:00:00Z", "已电话核实",
    )  # fmt: skip


def test_the_same_decision_again_is_the_first_and_another_is_refused(held):
    first = decides(held, accepted=True)
    assert decides(held, accepted=True, who="another") == first
    with pytest.raises(Refused, match=r"^file\.not_held$"):
        decides(held, accepted=False)


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        (True, ["已采用，共 20 行"]),
        (False, ["未采用", "民政部门核实后退回"]),
    ],
)
def test_the_department_finds_beside_its_file_what_was_decided(office, accepted, said):
    rows, broken = many(41)[:40], row("x", NEIGHBOUR)
    office.leaves(table(*rows), "2022-12-17.csv", counted=40)
    office.leaves(table(*rows[:19], broken), counted=20)
    (status, why, *faults) = office.receipt()
    assert (status[2], why[2]) == ("待民政部门确认，共 20 行", "行数比上一份减少过多，可能不完整")
    assert faults
    decides(office, accepted=accepted)
    for _ in range(2):
        office.takes_in()
        assert office.receipt() == [*(["", "", one] for one in said), *faults]


def test_whoever_dies_before_telling_of_a_decision_tells_of_it_the_next_time(held, quiet):
    decides(held, accepted=True)
    point, waiting = 0, held.receipt()
    while held.receipt() == waiting:
        crashing(quiet, point)
        with suppress(Crash):
            held.takes_in()
        assert held.head.status == "accepted"
        point += 1
    quiet.hooks.clear()
    held.takes_in()
    assert held.receipt() == [["", "", "已采用，共 20 行"]]
    assert point > 4


@pytest.mark.parametrize(("rows", "name"), [(19, "2022-12-18.csv"), (20, "2022-12-17.csv")])
def test_a_file_that_was_replaced_in_between_is_not_decided(held, rows, name):
    with pytest.raises(Refused, match=r"^file\.not_held$"):
        decides(held, accepted=True, rows=rows, name=name)


def test_a_file_that_waits_is_a_sign_for_operators(office, lines):
    test_until_somebody_decides_a_held_file_verifies_nobody(held.__wrapped__(office))
    assert [json.loads(one)["record"] for one in lines if department_files.WAITS in one] == [
        "2022-12-18.csv"
    ]


def test_staff_see_each_file_and_what_happens_next(held, law):
    (line,) = [one for one in shown.listed(MONDAY, law).sources if one.code == "agriculture"]
    assert (line.file.status, line.file.rows, line.file.rows_before) == ("held", 20, 40)
    assert "确认采用或退回" in line.file.next
    (line,) = [one for one in shown.listed(MONDAY, law).sources if one.code == "veterans"]
    assert line.file.status == "none"


# Who dies on the way.


class Crash(BaseException):
    """The process is gone."""


def crashing(sandbox, point):
    """Let the process die at one point of its AWS calls: 2n is before call n, 2n + 1 after."""
    seen = []

    def hook(phase, call):
        if len(seen) == point:
            sandbox.hooks.remove(hook)
            raise Crash
        seen.append((phase, call))

    sandbox.hooks.append(hook)
    return seen


def test_wherever_reading_a_file_dies_it_is_read_once_more_and_counts_once(quiet):
    rows, point = [row(person=one) for one in population(520)], 0
    office = Office()
    while True:
        office.source = FARMING
        name = f"2022-{9 + point // 28:02d}-{1 + point % 28:02d}.csv"
        office.puts(name, table(*rows, row("7", NEIGHBOUR)).encode())
        office.puts(name + ".count", b"521")
        before = office.head
        crashing(quiet, point)
        try:
            office.takes_in()
        except Crash:
            assert office.head == before or office.head.name == name
            assert office.tells(person=NEIGHBOUR)[0] != "nothing_held"
            sealing.forget()
            office.takes_in()
        else:
            break
        assert (office.head.name, office.head.status, office.head.rows) == (name, "accepted", 521)
        assert office.tells(person=NEIGHBOUR) == ("verified", 700)
        assert office.tells() == ("nothing_held", "")
        point += 1
    quiet.hooks.clear()
    assert point > 30


def test_a_file_that_kills_its_reader_again_and_again_is_refused_and_holds_up_no_other(
    office, monkeypatch
):
    def dies(*_):
        raise Crash

    office.puts("2022-12-18.csv", table(row()).encode())
    monkeypatch.setattr(Reading, "entries", dies)
    for _ in range(department_files.MOST_TRIES):
        with pytest.raises(Crash):
            office.takes_in()
    monkeypatch.undo()
    other = Office(VETERANS)
    other.puts("2022-12-18-1.csv", table(row("5"), head=("身份证号", "姓名", SINCE)).encode())
    office.takes_in()
    assert (office.head.status, office.head.reason) == ("refused", "file.too_heavy")
    assert other.head.status == "accepted"


def test_aws_being_busy_is_no_departments_fault(office, quiet):
    office.puts("2022-12-18-1.csv", table(row()).encode())
    busy = ClientError({"Error": {"Code": "SlowDown"}}, "PutObject")

    def hook(phase, call):
        if phase == "before" and call.operation == "PutObject":
            raise busy

    quiet.hooks.append(hook)
    office.takes_in()
    assert office.head is None
    quiet.hooks.clear()
    office.takes_in()
    assert office.tells() == ("verified", 120_050)


def test_two_who_read_one_file_at_once_leave_one_head(office, quiet):
    office.puts("2022-12-18-1.csv", table(row()).encode())

    def hook(phase, call):
        if phase == "before" and call.operation == "TransactWriteItems" and not again:
            again.append(True)
            department_files.read_new_files(CATALOGUE.sources, office.now, DROP)

    again = [True]
    office.takes_in()
    office.puts("2022-12-19-1.csv", table(row("9")).encode())
    again.clear()
    quiet.hooks.append(hook)
    office.takes_in()
    assert office.tells() == ("verified", 900)


# What a question costs.


def test_a_question_costs_the_same_whatever_the_files_size(office, quiet):
    costs = {}
    for day, count in (("2022-12-16", 100), ("2022-12-17", 6_000)):
        content = table(*(row(person=one) for one in population(count)), row("7", NEIGHBOUR))
        office.leaves(content, f"{day}.csv", counted=count + 1)
        sealing.forget()
        calls = crashing(quiet, -1)
        with patch.object(objects, "read", side_effect=objects.read) as read:
            assert office.tells(person=NEIGHBOUR) == ("verified", 700)
            assert office.tells(person=MOTHER) == ("nothing_held", "")
        quiet.hooks.clear()
        parts = [objects.read(*call.args) for call in read.call_args_list]
        costs[count] = [call.operation for phase, call in calls if phase == "before"], parts
    (few, _), (many_, parts) = costs.values()
    assert few == many_
    assert max(map(len, parts)) < MOST_OF_A_PART


def population(count):
    """So many people of one day of birth."""
    firsts = (f"{220201 + n // 900}19500101{n % 900 + 100}" for n in range(count))
    return (Subject(0, with_check_digit(first), "某某") for first in firsts)
