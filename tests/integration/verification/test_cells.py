"""What the rows of a table say, however departments write them."""

from datetime import date, datetime

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.integration.verification.offices import (
    GRAIN,
    LAND,
    MALFORMED,
    NEIGHBOUR,
    SINCE,
    WATCHED,
    row,
    table,
    workbook,
)

# How it is written.


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_a_table_may_be_written_as_programs_write_it(paper, encoding, between):
    paper.leaves(table(row(), between=between).encode(encoding))
    assert paper.tells() == ("verified", 120_050)
    assert paper.tells(person=NEIGHBOUR) == ("nothing_held", "")


def test_lines_may_end_as_windows_ends_them(paper):
    paper.leaves(table(row()).replace("\n", "\r\n"))
    assert paper.tells(person=NEIGHBOUR) == ("nothing_held", "")


@pytest.mark.parametrize("above", range(20))
def test_a_heading_is_found_below_a_title(paper, above):
    title = "".join(f"农业农村局数据{n},,\n" for n in range(above))
    paper.leaves(title + table(row()))
    assert paper.tells() == ("verified", 120_050)


def test_a_heading_below_twenty_rows_is_none(office):
    office.leaves("标题\n" * 20 + table(row()))
    assert office.tells() == MALFORMED
    assert office.head.reason == "file.no_heading"


@pytest.mark.parametrize(
    ("heading", "written", "comes_to"),
    [
        (f" {GRAIN} ", "1200.5", 120_050),
        ("耕地地力\u3000和 种粮补贴（元）", "1200.5", 120_050),
        (f"{GRAIN}(元/年)*", "1200.5", 120_050),
        (f"{GRAIN}（2022年）", "1200.5", 120_050),
        (f"{GRAIN}（万元）", "0.12005", 120_050),
        (f"{GRAIN}（千元）", "1.2", 120_000),
        (f"{GRAIN}（元/月）", "100", 120_000),
    ],
)
def test_units_and_blanks_in_a_heading_are_understood(paper, heading, written, comes_to):
    paper.leaves(table(row(written), head=("公民身份号码", " 姓 名 ", heading)))
    assert paper.tells() == ("verified", comes_to)


@pytest.mark.parametrize(
    ("above", "heading", "written", "comes_to"),
    [
        ("单位：万元", GRAIN, "0.12005", ("verified", 120_050)),
        ("2022年补贴发放表（单位： 万元）", GRAIN, "0.12005", ("verified", 120_050)),
        ("单位,万元", GRAIN, "0.12005", ("verified", 120_050)),
        ("金额单位：元/月", GRAIN, "100", ("verified", 120_000)),
        ("单位：人、千元", f"{GRAIN}（2022年）", "1.2", ("verified", 120_000)),
        ("单位：万元", f"{GRAIN}（元）", "1200.5", ("verified", 120_050)),
        ("单位：百元", GRAIN, "12", ("not_verified", "answer.lacking")),
        ("单位：元、万元", GRAIN, "12", ("not_verified", "answer.lacking")),
        ("填报单位：龙潭区农业农村局", GRAIN, "1200.5", ("verified", 120_050)),
        ("单位：公顷", GRAIN, "1200.5", ("verified", 120_050)),
    ],
)
def test_a_unit_in_a_line_above_the_heading_is_that_of_every_column_that_names_none(
    paper, above, heading, written, comes_to
):
    paper.leaves(f"{above}\n" + table(row(written), head=("身份证号", "姓名", heading)))
    assert paper.tells() == comes_to


@pytest.mark.parametrize("heading", ["居民身份证号码", "身份证", "公民身份证号", "证件号码"])
def test_the_column_of_numbers_is_found_however_it_is_called(paper, heading):
    paper.leaves(table(row(), head=(heading, "姓名", GRAIN)))
    assert paper.tells() == ("verified", 120_050)


@pytest.mark.parametrize("unit", ["美元", "公顷", "角"])
def test_a_column_in_a_unit_that_nobody_agreed_on_is_not_read(paper, unit):
    paper.leaves(table(row(), head=("身份证号", "姓名", f"{GRAIN}（{unit}）")))
    assert paper.tells() == ("not_verified", "answer.lacking")


# What a cell says.


@pytest.mark.parametrize(
    ("written", "comes_to"),
    [
        ("无", ("nothing_held", "")),
        ("", ("not_verified", "answer.lacking")),
        ("  ", ("not_verified", "answer.lacking")),
        ("0", ("verified", 0)),
        ("1,200.50", ("verified", 120_050)),
        ("￥1,200.50", ("verified", 120_050)),
        ("１２００元", ("verified", 120_000)),
        ("一千", ("not_verified", "answer.lacking")),
        ("12.345", ("not_verified", "answer.lacking")),
        ("-1", ("not_verified", "answer.lacking")),
        ("1,20", ("not_verified", "answer.lacking")),
        ("1.200,50", ("not_verified", "answer.lacking")),
        ("1.2万", ("not_verified", "answer.lacking")),
        ("1E+3", ("not_verified", "answer.lacking")),
        ("1e999999", ("not_verified", "answer.lacking")),
        ("NaN", ("not_verified", "answer.lacking")),
        ("#REF!", ("not_verified", "answer.lacking")),
    ],
)
def test_an_empty_cell_tells_nothing_and_no_figure_is_guessed(paper, written, comes_to):
    paper.leaves(table(row(written)))
    assert paper.tells() == comes_to
    assert paper.tells(person=NEIGHBOUR) == ("nothing_held", "")  # one cell hides nobody


@pytest.mark.parametrize(
    ("cell", "comes_to"),
    [
        (1200.5, ("verified", 120_050)),
        (1200, ("verified", 120_000)),
        (1200.4999999999998, ("verified", 120_050)),
        (0.1 + 0.2, ("verified", 30)),
        (1200.505, ("not_verified", "answer.lacking")),
        (True, ("not_verified", "answer.lacking")),
        (1e300, ("not_verified", "answer.lacking")),
        (date(2022, 1, 1), ("not_verified", "answer.lacking")),
    ],
)
def test_an_amount_in_a_workbook_is_what_excel_shows(paper, cell, comes_to):
    paper.leaves(workbook(row(cell)), "2022-12-18.xlsx")
    assert paper.tells() == comes_to


@pytest.mark.parametrize(
    "cell",
    [
        "2020-05-01", "2020/5/1", "2020年5月1日", "2020.5.1", "20200501", "２０２０年５月１日",
        "2020-05-01 00:00:00", "2020/5/1 0:00", "2020-05-01 14:30:00", "43952",
        date(2020, 5, 1), datetime(2020, 5, 1), 43952,  # noqa: DTZ001
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(veterans, cell):
    veterans.leaves(workbook(row(cell), head=("身份证号", "姓名", SINCE)), "2022-12-18.xlsx")
    assert veterans.tells(SINCE) == ("verified", "2020-05-01")


@pytest.mark.parametrize("cell", [date(2020, 5, 1), 42490, "42490", "2020-05-01"])
def test_a_day_of_a_workbook_that_counts_from_1904_is_that_day(veterans, cell):
    content = workbook(row(cell), head=("身份证号", "姓名", SINCE), epoch=CALENDAR_MAC_1904)
    veterans.leaves(content, "2022-12-18.xlsx")
    assert veterans.tells(SINCE) == ("verified", "2020-05-01")


@pytest.mark.parametrize(
    "cell", ["2020", "2020-13-01", "5/1/2020", "01.05.20", "2020年5月", 2020, 9999, 80_000, True]
)
def test_what_may_be_another_day_or_none_is_not_read(veterans, cell):
    veterans.leaves(workbook(row(cell), head=("身份证号", "姓名", SINCE)), "2022-12-18.xlsx")
    assert veterans.tells(SINCE) == ("not_verified", "answer.lacking")


@pytest.mark.parametrize(
    ("cell", "comes_to"),
    [
        (True, ("verified", 1)), ("TRUE", ("verified", 1)), ("是", ("verified", 1)),
        ("有", ("verified", 1)), (1, ("verified", 1)), ("√", ("verified", 1)),
        (False, ("verified", 0)), ("否", ("verified", 0)), ("没有", ("verified", 0)),
        ("无", ("nothing_held", "")), ("可能", ("not_verified", "answer.lacking")),
        (2, ("not_verified", "answer.lacking")),
    ],
)  # fmt: skip
def test_yes_and_no_are_read_as_people_and_excel_write_them(paper, cell, comes_to):
    paper.leaves(workbook(row(cell), head=("身份证号", "姓名", WATCHED)), "2022-12-18.xlsx")
    assert paper.tells(WATCHED) == comes_to


@pytest.mark.parametrize(
    ("heading", "cell", "comes_to"),
    [
        (LAND, 3.6, ("verified", "3.6")),
        (LAND, "3.60亩", ("verified", "3.6")),
        ("承包地面积", 3, ("verified", "3")),
        (LAND, "0", ("verified", "0")),
        ("承包地面积（公顷）", "0.24", ("verified", "3.6")),
        ("承包地面积（平方米）", "2400", ("verified", "3.6")),
        (LAND, "3.00001", ("not_verified", "answer.lacking")),
        (LAND, "-1", ("not_verified", "answer.lacking")),
    ],
)
def test_land_is_measured_in_mu_and_parts_of_one(paper, heading, cell, comes_to):
    paper.leaves(workbook(row(cell), head=("身份证号", "姓名", heading)), "2022-12-18.xlsx")
    assert paper.tells(LAND) == comes_to
