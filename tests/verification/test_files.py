"""Departments that leave tables: read by the day they hold for, matched by number and name."""

import io

import pytest
from openpyxl import Workbook

from chalicelib.domain.errors import Unavailable
from chalicelib.platform import objects
from chalicelib.platform.departments.believed import believed
from chalicelib.platform.departments.files import Bucket, answer_of
from chalicelib.platform.departments.found import Person
from chalicelib.policy import load_pack
from tests.conftest import MONDAY

FARMING = load_pack("jilin-city").catalogue.by_code["agriculture"]
MOTHER = Person(0, "22020119850312019X", "乔素梅")
SUBSIDY = next(item for item in FARMING.items if item.code == "grain_subsidy_year")


class Left:
    def __init__(
        self, *rows, name="2022-12-18.csv", head=("身份证号", "姓名", SUBSIDY.zh), content=None
    ):
        text = "\n".join(",".join(row) for row in (head, *rows))
        self.left = name, text.encode() if content is None else content

    def newest(self, _source):
        return self.left


class Nothing:
    def newest(self, _source):
        return None


def subsidy(files, person=MOTHER):
    found = believed(FARMING, [person], answer_of(FARMING, [person], files), MONDAY)
    (one,) = [one for one in found if one.item == SUBSIDY.code]
    return one.status, one.value if one.value is not None else one.reason


def row(told="1200.50", number=MOTHER.identity_number, name=MOTHER.name):
    return number, name, told


def test_a_row_tells_of_the_person_of_that_number_and_name():
    assert subsidy(Left(row())) == ("verified", 120_050)
    assert subsidy(Left(row(), head=("身份证号", "姓名", SUBSIDY.code))) == ("verified", 120_050)


def test_it_holds_for_the_day_that_names_it():
    assert answer_of(FARMING, [MOTHER], Left(row())).as_of == "2022-12-17T16:00:00Z"


def test_who_has_no_row_is_known_not_to_be_held():
    assert subsidy(Left(row(number="220201195001019995"))) == ("nothing_held", "")


@pytest.mark.parametrize(
    ("told", "comes_to"),
    [
        ("无", ("nothing_held", "")),
        ("", ("not_verified", "answer.lacking")),
        ("  ", ("not_verified", "answer.lacking")),
        ("0", ("verified", 0)),
        ("一千", ("not_verified", "answer.lacking")),
        ("12.345", ("not_verified", "answer.lacking")),
        ("-1", ("not_verified", "answer.lacking")),
    ],
)
def test_an_empty_cell_tells_nothing_and_no_figure_is_guessed(told, comes_to):
    assert subsidy(Left(row(told))) == comes_to


def test_a_row_of_that_number_under_another_name_is_somebody_elses():
    assert subsidy(Left(row(name="乔素美"))) == ("mismatch", "answer.other_person")


def test_the_same_row_twice_is_one_and_two_that_differ_are_none():
    assert subsidy(Left(row(), row())) == ("verified", 120_050)
    assert subsidy(Left(row(), row("7"))) == ("not_verified", "answer.lacking")


def test_a_small_x_and_blanks_around_a_number_are_no_other_person():
    assert subsidy(Left(row(number=" 22020119850312019x "))) == ("verified", 120_050)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_may_be_written_as_chinese_excel_does(encoding):
    text = "\n".join(",".join(cells) for cells in (("身份证号", "姓名", SUBSIDY.zh), row()))
    assert subsidy(Left(content=text.encode(encoding))) == ("verified", 120_050)


def test_a_workbook_is_a_table_too():
    book = Workbook()
    for cells in (("身份证号", "姓名", SUBSIDY.zh), (*row()[:2], 1200.5)):
        book.active.append(cells)
    written = io.BytesIO()
    book.save(written)
    left = Left(name="2022-12-18.xlsx", content=written.getvalue())
    assert subsidy(left) == ("verified", 120_050)


@pytest.mark.parametrize(
    ("left", "code"),
    [
        (Nothing(), "answer.no_file"),
        (Left(content=b""), "answer.malformed"),
        (Left(content=b"\x00\xff\xff{"), "answer.malformed"),
        (Left(head=("number", "name", "x")), "answer.malformed"),
        (Left(row(), head=("number", "name", "x")), "answer.malformed"),
        (Left(row(), name="2022-12-18.xlsx"), "answer.malformed"),
        (Left(row(), name="2022-02-30.csv"), "answer.malformed"),
    ],
)
def test_what_is_no_table_of_persons_verifies_nothing(left, code):
    with pytest.raises(Unavailable) as unavailable:
        answer_of(FARMING, [MOTHER], left)
    assert unavailable.value.code == code


def test_the_newest_file_counts_and_what_no_day_names_is_not_read(quiet):
    for name, told in (
        ("2022-12-01.csv", "1"),
        ("2022-12-18.csv", "2"),
        ("latest.csv", "3"),
        ("2022-12-19.docx", "4"),
    ):
        text = "\n".join(",".join(cells) for cells in (("身份证号", "姓名", SUBSIDY.zh), row(told)))
        objects.put(f"departments/agriculture/{name}", text.encode())
    assert subsidy(Bucket()) == ("verified", 200)


def test_another_departments_file_is_not_read(quiet):
    objects.put("departments/veterans/2022-12-18.csv", b"x")
    assert Bucket().newest("agriculture") is None
