"""Who is in a department's file, and when nobody's absence says anything."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.platform.partners.departments import Index, Subject
from chalicelib.platform.partners.departments.files import findings_of_file
from chalicelib.words import say
from tests.conftest import MONDAY
from tests.integration.verification.offices import (
    FARMING,
    GRAIN,
    LAND,
    LEFT,
    LIVESTOCK,
    LOST,
    MALFORMED,
    MOTHER,
    NEIGHBOUR,
    SINCE,
    WATCHED,
    number_of,
    people,
    row,
    table,
    workbook,
)

# Who is in a file.


def test_a_row_tells_of_the_person_of_that_number_and_name(office):
    office.leaves(table(row()))
    assert office.tells() == ("verified", 120_050)


def test_a_heading_may_name_an_item_by_its_code(paper):
    paper.leaves(table(row(), head=("identity_number", "name", "grain_subsidy_year")))
    assert paper.tells() == ("verified", 120_050)


def test_it_holds_for_the_day_that_names_it_and_never_for_later_than_it_was_there(office):
    office.leaves(table(row()))
    found = findings_of_file(FARMING, [MOTHER], Index(), MONDAY)
    assert {one.as_of for one in found if one.status == "verified"} == {"2022-12-17T16:00:00Z"}
    office.leaves(table(row()), "2022-12-20.csv")
    found = findings_of_file(FARMING, [MOTHER], Index(), MONDAY)
    assert {one.as_of for one in found if one.status == "verified"} == {"2022-12-19T01:00:00Z"}


def test_who_has_no_row_is_known_not_to_be_held(office):
    office.leaves(table(row()))
    assert office.tells(person=NEIGHBOUR) == ("nothing_held", "")


def test_of_an_item_without_a_column_nothing_is_answered_of_anybody(paper):
    paper.leaves(table(row()))
    for person in (MOTHER, NEIGHBOUR):
        assert paper.tells(WATCHED, person) == ("not_verified", "answer.lacking")


def test_a_row_of_that_number_under_another_name_is_somebody_elses(paper):
    paper.leaves(table(row(name="乔素美")))
    assert paper.tells() == ("mismatch", "answer.other_person")


def test_the_same_row_twice_is_one_and_two_that_differ_are_none(paper):
    paper.leaves(table(row(), row()), counted=2)
    assert paper.tells() == ("verified", 120_050)
    paper.leaves(table(row(), row("7")), "2022-12-19.csv", counted=2)
    assert paper.tells() == ("not_verified", "answer.lacking")


@pytest.mark.parametrize("name", LOST)
def test_a_name_that_lost_a_character_is_nobody_elses_and_the_department_reads_so(office, name):
    office.leaves(table(row(name=name)))
    assert office.tells() == office.tells(person=NEIGHBOUR) == MALFORMED
    assert ["2", "姓名", say("file.name")] in office.receipt()


@pytest.mark.parametrize("name", ["乔?梅", "乔\ue5e5梅"])
def test_a_name_that_lost_a_character_is_nobody_elses_in_a_workbook_too(paper, name):
    paper.leaves(workbook(row(name=name)), "2022-12-18.xlsx")
    assert paper.tells() == paper.tells(person=NEIGHBOUR) == MALFORMED


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (" 22020119850312019x ", "乔素梅"),
        ("２２０２０１１９８５０３１２０１９Ｘ", "乔素梅"),
        ("22020119850312019X", "\u3000乔\u3000素 梅 "),
        ("22020119850312019X\t", "乔素梅\u202d"),
    ],
)
def test_another_spelling_is_no_other_person_and_nothing_wrong(paper, number, name):
    paper.leaves(table(row(number=number, name=name)))
    assert paper.tells() == ("verified", 120_050)
    assert paper.tells(person=NEIGHBOUR) == ("nothing_held", "")


# Whose absence says something.


@pytest.mark.parametrize(
    ("number", "reason", "reported"),
    [
        ("2.20201198503120E+17", "file.number_lost", MALFORMED),
        ("220201198503120000", "file.number_wrong", MALFORMED),
        ("220201850312019", "file.number_old", MALFORMED),
        ("220201198503120191", "file.number_wrong", MALFORMED),
        ("", "file.number_wrong", MALFORMED),
        ("'22020119850312019X", "file.number_dressed", ("verified", 120_050)),
        ('="22020119850312019X"', "file.number_dressed", ("verified", 120_050)),
        ("\u202d22020119850312019X\u202c", "file.number_dressed", ("verified", 120_050)),
    ],
)
def test_one_broken_number_and_nobody_is_known_to_be_missing(office, number, reason, reported):
    other = Subject(2, "220201195001020021", "某某")
    broken = (number, MOTHER.name, "1200.50")
    office.leaves(table(row("7", NEIGHBOUR), broken), counted=2)
    assert office.tells() == reported
    assert office.tells(person=NEIGHBOUR) == ("verified", 700)  # who is in it by a good row
    assert office.tells(person=other) == MALFORMED
    assert ["3", "身份证号"] in [line[:2] for line in office.receipt()]
    assert office.head.faults >= 1
    assert say(reason) in [line[2] for line in office.receipt()]


def test_a_number_that_excel_holds_as_a_number_has_lost_its_end(paper):
    paper.leaves(workbook((float("220201198503120190"), "乔素梅", 5)), "2022-12-18.xlsx")
    assert paper.tells() == paper.tells(person=NEIGHBOUR) == MALFORMED


def test_many_numbers_that_end_in_three_zeros_are_no_peoples(paper):
    """They may have the right check digit by chance: 1 in 11 has."""
    eaten = "220201195001013000"
    paper.leaves(table(row(number=eaten)))
    assert paper.tells(person=NEIGHBOUR) == MALFORMED


def test_a_file_with_fewer_rows_than_it_says_knows_of_nobody_that_he_is_missing(paper):
    for name, counted in (("2022-12-15.csv", 2), ("2022-12-16-2.csv", False)):
        paper.leaves(table(row()), name, counted=counted)
        assert paper.tells() == ("verified", 120_050)
        assert paper.tells(person=NEIGHBOUR) == ("not_verified", "answer.file_short")
    paper.leaves(table(row(), ("行数", "2", "")), "2022-12-17.csv", counted=False)
    assert paper.tells(person=NEIGHBOUR) == ("not_verified", "answer.file_short")


@pytest.mark.parametrize(
    ("name", "last", "beside"),
    [
        ("2022-12-18.csv", ("行数", "1", ""), False),
        ("2022-12-18.csv", ("合计", "1", ""), False),
        ("2022-12-18.csv", ("合计：1人", "", ""), False),
        ("2022-12-18.csv", ("共1行", "", ""), False),
        ("2022-12-18-1.csv", (), False),
        ("2022-12-18_1行.csv", (), False),
        ("2022-12-18.csv", (), True),
        ("2022-12-18-1.csv", ("行数", "1", ""), True),
    ],
)
def test_a_file_says_how_many_rows_it_has_in_its_last_line_its_name_or_beside_it(
    paper, name, last, beside
):
    paper.leaves(table(row(), *filter(None, [last])), name, counted=beside)
    assert paper.head.missing == ""
    assert paper.tells(person=NEIGHBOUR) == ("nothing_held", "")


def test_a_sum_of_amounts_is_no_number_of_rows(paper):
    paper.leaves(table(row(), ("合计", "", "1")), counted=False)
    assert paper.tells(person=NEIGHBOUR) == ("not_verified", "answer.file_uncounted")


def test_a_number_of_rows_that_is_not_last_is_none(paper):
    paper.leaves(table(row(), ("行数", "1", ""), row("7", NEIGHBOUR)), counted=False)
    assert paper.head.missing == "answer.file_uncounted"


def test_a_file_that_two_numbers_are_said_of_is_not_whole(paper):
    paper.leaves(table(row(), ("行数", "2", "")), counted=1)
    assert paper.tells(person=NEIGHBOUR) == ("not_verified", "answer.file_short")


@pytest.mark.parametrize("said", ["12,345", "1,2", "1e1", "-12", "+12", "12.0", "約12", "", "十二"])
def test_a_number_of_rows_that_nobody_can_read_makes_no_file_whole(office, said):
    """A file cut to 12 rows of which the department says 12,345."""
    rows = [row(person=one) for one in people(12)]
    office.puts("2022-12-18.csv.count", said.encode())
    office.leaves(table(*rows), counted=False)
    assert office.tells() == ("not_verified", "answer.malformed")
    assert office.tells(person=people(12)[-1])[0] == "verified"
    assert "写明的行数不是一个数" in office.receipt()[-1][2]


@pytest.mark.parametrize(
    "last", [("行数", "12,345", ""), ("行数", "12", "345"), ("人数", "1e1", ""), ("行数", "-1", "")]
)
def test_a_number_of_rows_in_the_last_line_that_nobody_can_read_makes_no_file_whole(paper, last):
    paper.leaves(table(row(), last), counted=False)
    assert paper.tells(person=NEIGHBOUR) == ("not_verified", "answer.malformed")


@pytest.mark.parametrize(
    "said", [b"1", b"1\r\n", b"\xef\xbb\xbf1", "1 行".encode(), "1\n".encode("utf-16")]
)
def test_a_number_of_rows_beside_a_file_is_read_however_an_editor_kept_it(office, said):
    office.puts("2022-12-18.csv.count", said)
    office.leaves(table(row()), counted=False)
    assert office.tells(person=NEIGHBOUR) == ("nothing_held", "")


def test_the_count_may_come_later_than_the_file(office):
    office.leaves(table(row()), counted=False)
    assert office.tells(person=NEIGHBOUR) == ("not_verified", "answer.file_uncounted")
    office.puts("2022-12-18.count", b"1\r\n")
    office.takes_in()
    assert office.tells(person=NEIGHBOUR) == ("nothing_held", "")


def test_a_file_for_a_day_that_has_not_come_tells_of_who_is_in_it_and_of_nobody_else(paper):
    paper.leaves(table(row()), "2022-12-20.csv")
    assert paper.tells() == ("verified", 120_050)
    assert paper.tells(person=NEIGHBOUR) == ("not_verified", "answer.ahead")


@pytest.mark.parametrize(
    ("days", "comes_to"),
    [(199, ("nothing_held", "")), (200, ("not_verified", "answer.file_stale"))],
)
def test_a_file_that_is_too_old_knows_of_nobody_that_he_is_missing(paper, days, comes_to):
    paper.leaves(table(row()), "2022-12-18.csv")
    paper.now = datetime(2022, 12, 18, 1, tzinfo=UTC) + timedelta(days=days)
    assert paper.tells(person=NEIGHBOUR) == comes_to
    assert paper.tells() == ("verified", 120_050)


# What is cut, and what is broken.


@pytest.mark.parametrize("keeps", range(1, 60, 2))
def test_a_csv_that_is_cut_anywhere_clears_nobody(paper, keeps):
    whole = table(row("7", NEIGHBOUR), row("60000")).encode()
    paper.leaves(whole[: -min(keeps, len(whole) - 1)], counted=False)
    status, value = paper.tells()
    assert status in {"not_verified", "mismatch"}, value


def test_the_row_at_which_a_file_ends_without_an_end_is_not_accepted(paper):
    paper.leaves(table(row("60000"), end=""))
    assert paper.tells() == MALFORMED
    assert paper.tells(person=NEIGHBOUR) == MALFORMED


@pytest.mark.parametrize(
    "line",
    [
        f"{NEIGHBOUR.identity_number},田大山",
        f"{NEIGHBOUR.identity_number},田大山,1,200.50",
        f'{NEIGHBOUR.identity_number},"田"大山,5',
        f'{NEIGHBOUR.identity_number},"田大山,5',
        f"{NEIGHBOUR.identity_number},,5",
        "填表人：某某,,",
    ],
)
def test_a_row_that_cannot_be_read_hides_somebody(paper, line):
    paper.leaves(table(row()).replace(row()[0], f"{line}\n{row()[0]}"), counted=2)
    assert paper.tells(person=NEIGHBOUR)[0] == "not_verified"
    assert paper.tells(person=Subject(2, number_of(1), "某1")) == MALFORMED


# Files as departments have left them.

FARMER = Subject(0, "220000198503129517", "测芳")


@pytest.mark.parametrize(
    ("name", "item", "comes_to"),
    [
        ("padded-names.csv", GRAIN, ("verified", 120_000)),
        ("scientific.csv", LIVESTOCK, MALFORMED),
        ("zeros.csv", LIVESTOCK, MALFORMED),
        ("number-cell.xlsx", LIVESTOCK, MALFORMED),
        ("whole.csv", LIVESTOCK, ("verified", 6_000_000)),
        ("mu.xlsx", LAND, ("verified", "3.6")),
        ("title-row.xlsx", GRAIN, ("verified", 120_000)),
    ],
)
def test_what_people_and_excel_have_left_is_read_as_it_is_meant(paper, name, item, comes_to):
    day = "2022-12-18" + Path(name).suffix
    paper.leaves((LEFT / name).read_bytes(), day, counted=False)
    assert paper.tells(item, FARMER) == comes_to
    assert paper.tells(item, NEIGHBOUR)[0] == "not_verified"


def test_a_day_cell_is_a_day(veterans):
    veterans.leaves((LEFT / "date-cell.xlsx").read_bytes(), "2022-12-18.xlsx")
    assert veterans.tells(SINCE, FARMER) == ("verified", "2020-05-01")


def test_a_file_that_is_cut_at_the_end_of_a_line_is_held_against_the_whole_one_before(office):
    office.leaves((LEFT / "whole.csv").read_bytes(), "2022-12-17.csv", counted=False)
    assert office.tells(LIVESTOCK, FARMER) == ("verified", 6_000_000)
    office.leaves((LEFT / "cut.csv").read_bytes(), "2022-12-18.csv", counted=False)
    assert office.tells(LIVESTOCK, FARMER) == ("not_verified", "answer.file_held")
