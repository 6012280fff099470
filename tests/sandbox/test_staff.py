"""`jiuzhu staff`: whoever keeps a list of staff in Excel or as CSV enters it, and is told what to
mend in the list itself."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from chalicelib.directory import store
from chalicelib.directory.people import names
from chalicelib.directory.people.names import StaffName
from chalicelib.directory.store import Absence
from chalicelib.domain.actors import Post
from local import stacks
from local.cli import main
from local.staff import lists, rows
from local.staff.command import REACHED
from local.staff.rows import FAULT, READ

HEADING = [*READ]
TOWNSHIP, COUNTY, CITY = "220203007000", "220203000000", "220200000000"
WU = ["吴敏", "lt-1", "wumin", TOWNSHIP, "经办人", "2020-01-01", ""]
HE = ["何静", "lt-2", "hejing", COUNTY, "经办人、负责人", "2021-05-06", ""]


@pytest.fixture
def entered(quiet, monkeypatch, tmp_path, capsys):
    """Enter a list in the empty directory of this sandbox, as that of a stack; what is said."""
    quiet.reset()
    held = {output: quiet.names[setting] for setting, output in REACHED.items()}
    monkeypatch.setattr(stacks, "outputs", lambda _stack: held)

    def enter(file, *options):
        code = main(["staff", str(file), "--stack", "jiuzhu", *options])
        return code, capsys.readouterr().out

    return enter


@pytest.fixture
def book(tmp_path):
    """A workbook of these rows, a list a sheet."""

    def written(*sheets, name="staff.xlsx"):
        made = Workbook()
        for number, lines in enumerate(sheets):
            sheet = made.active if number == 0 else made.create_sheet()
            for row in lines:
                sheet.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    return written


@pytest.fixture
def text(tmp_path):
    """A CSV file of these lines."""

    def written(*lines, encoding="utf-8"):
        file = tmp_path / "staff.csv"
        file.write_bytes("\r\n".join(",".join(map(str, line)) for line in lines).encode(encoding))
        return file

    return written


def faults_in(file, sheet=0):
    """What the column for faults says, by the number of the row."""
    held = load_workbook(file).worksheets[sheet]
    heading = [cell.value for cell in held[1]]
    at = heading.index(FAULT) if FAULT in heading else None
    column = [row[at].value for row in held.iter_rows()] if at is not None else []
    return {number: told for number, told in enumerate(column[1:], 2) if told}


def items(sandbox):
    return sorted(map(str, sandbox.table_items("directory")))


def test_whoever_is_on_the_list_works_where_it_says(entered, book, quiet):
    code, told = entered(book([HEADING, WU, HE]))
    assert (code, "新增 2" in told) == (0, True)
    one = store.find_by_wecom("hejing")
    assert (one.id, one.office, one.since) == ("lt-2", COUNTY, date(2021, 5, 6))
    assert one.posts == {Post.CASE_WORKER, Post.LEADER}
    assert [staff.id for staff in store.of_office(TOWNSHIP, date(2022, 1, 1))] == ["lt-1"]


def test_a_list_that_is_entered_again_changes_nothing(entered, book, quiet):
    file = book([HEADING, WU, HE])
    entered(file)
    before = items(quiet)
    quiet.calls.clear()
    assert "不变 2" in entered(file)[1]
    assert items(quiet) == before
    assert not [call for call in quiet.calls if call.operation.startswith(("Put", "Transact"))]


def called(id_):
    return names.opened(store.find(id_))


def test_names_are_entered_sealed_and_a_blank_one_stays_as_it_was(entered, book, quiet):
    entered(book([HEADING, WU, ["", *HE[1:]]]))
    assert (called("lt-1"), called("lt-2")) == (StaffName("吴敏"), None)
    assert "吴敏" not in "".join(items(quiet))
    assert "不变 2" in entered(book([HEADING, ["", *WU[1:]], ["", *HE[1:]]]))[1]
    assert called("lt-1") == StaffName("吴敏")
    assert "其他变更 1" in entered(book([HEADING, ["阿依努尔·买买提明", *WU[1:]]]))[1]
    assert called("lt-1") == StaffName("阿依努尔·买买提明")


def test_two_of_one_office_with_the_same_name_are_noted_as_such(entered, book):
    twin = ["吴敏", "lt-3", "wumin2", *WU[3:]]
    entered(book([HEADING, WU, twin, ["吴敏", *HE[1:]]]))
    assert [called(one) for one in ("lt-1", "lt-3")] == [StaffName("吴敏", alike=True)] * 2
    assert called("lt-2") == StaffName("吴敏")  # of another office


def test_a_list_without_names_and_one_in_which_a_name_cannot_be_read(entered, book):
    assert entered(book([HEADING[1:], WU[1:]]))[0] == 0
    assert called("lt-1") is None
    file = book([HEADING, ["@吴敏", *WU[1:]]])
    assert entered(file)[0] == 1
    told = [cell.value for cell in load_workbook(file).active[2]]
    assert told[-1].startswith("姓名：")


def test_a_trial_enters_nothing_and_says_what_it_would(entered, book, quiet):
    code, told = entered(book([HEADING, WU]), "--dry-run")
    assert (code, "新增 1" in told, "试运行" in told) == (0, True, True)
    assert items(quiet) == []


def test_who_goes_to_another_office_works_there_and_no_longer_here(entered, book):
    entered(book([HEADING, WU]))
    known = store.find("lt-1")
    absence = Absence(date(2022, 12, 20), date(2022, 12, 22), "lt-9")
    store.save(store.Staff(**{**vars(known), "absence": absence}), known)
    moved = [*WU[:3], COUNTY, "财务", "", ""]
    assert "换单位或岗位 1" in entered(book([HEADING, moved]))[1]
    one = store.find("lt-1")
    assert (one.office, one.posts, one.since) == (COUNTY, {Post.FINANCE}, date(2020, 1, 1))
    assert one.absence is None  # the deputy was of the office before
    assert store.of_office(TOWNSHIP, date(2022, 12, 19)) == []


def test_who_leaves_has_a_last_day_and_comes_back_without_one(entered, book):
    entered(book([HEADING, WU]))
    assert "离任 1" in entered(book([HEADING, [*WU[:6], "2022-12-31"]]))[1]
    assert store.find("lt-1").works_on(date(2022, 12, 31))
    assert not store.find("lt-1").works_on(date(2023, 1, 1))
    entered(book([HEADING, WU]))
    assert store.find("lt-1").works_on(date(2023, 1, 1))


def test_whoever_the_list_does_not_name_stays(entered, book):
    entered(book([HEADING, WU]))
    entered(book([HEADING, HE]))
    assert store.find("lt-1").office == TOWNSHIP


WRONG = {
    "nobody's id": ({1: None}, "工号：没有填"),
    "an id with a blank": ({1: "lt 1"}, "工号：只能用字母"),
    "no office": ({3: None}, "单位代码：没有填"),
    "an office that is not there": ({3: "220203999999"}, "单位代码：没有这个单位"),
    "an office that lost its digits": ({3: "2.20203E+11"}, "单位代码：没有这个单位"),
    "no post": ({4: " "}, "岗位：没有填"),
    "a post that is not there": ({4: "经办人、保安"}, "岗位：没有这个岗位"),
    "a day that is not there": ({5: "2026-02-30"}, "起始日：日期不对"),
    "a last day before the first": ({6: "2019-12-31"}, "离任日：离任日早于起始日"),
    "a user that WeCom does not have": ({2: "吴敏"}, "企业微信账号：不像"),
    "a formula": ({1: "=cmd|' /C calc'!A0"}, "工号：不能是公式"),
    "a formula of a day": ({5: "=TODAY()"}, "起始日：不能是公式"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_written_beside_its_row_and_nothing_is_entered(entered, book, quiet, name):
    changed, told = WRONG[name]
    wrong = [changed.get(at, value) for at, value in enumerate(WU)]
    file = book([HEADING, HE, wrong])
    code, said = entered(file)
    assert (code, "一行也没有录入" in said) == (1, True)
    (row,) = faults_in(file)
    assert row == 3
    assert told in faults_in(file)[3]
    assert items(quiet) == []


def test_once_mended_the_faults_are_gone_from_the_list(entered, book):
    file = book([HEADING, [*WU[:3], "1", *WU[4:]]])
    assert entered(file)[0] == 1
    held = load_workbook(file)
    held.active.cell(2, 4).value = TOWNSHIP
    held.save(file)
    assert entered(file)[0] == 0
    assert faults_in(file) == {}


def test_cells_that_were_merged_over_the_column_for_faults_are_parted_for_one(entered, book):
    file = book([[*HEADING, FAULT], WU, [*HE[:3], "22", *HE[4:], ""]])
    made = load_workbook(file)
    made.active.merge_cells("H2:H3")
    made.save(file)
    assert entered(file)[0] == 1
    assert [*faults_in(file)] == [3]


def test_a_note_over_all_columns_stays_whole(entered, book):
    file = book([["工作人员名单"], [*HEADING, FAULT], WU, [""], [""]])
    made = load_workbook(file)
    for cells in ("A1:H1", "A4:H5"):
        made.active.merge_cells(cells)
    made.save(file)
    assert entered(file)[0] == 0
    assert len(load_workbook(file).active.merged_cells.ranges) == 2


def test_a_person_stands_on_one_row_of_all_sheets(entered, book):
    file = book([HEADING, WU, HE], [HEADING, [*WU[:2], "another", *WU[3:]]])
    assert entered(file)[0] == 1
    assert faults_in(file) == {2: "工号：第 2:2 行是同一个工号，一人只填一行"}
    assert "第 2 行" in faults_in(file, 1)[2]


def test_a_user_of_wecom_is_one_person(entered, book):
    file = book([HEADING, WU, [*HE[:2], "WuMin", *HE[3:]]])
    assert entered(file)[0] == 1
    assert faults_in(file).keys() == {2, 3}
    entered(book([HEADING, WU]))
    file = book([HEADING, [*HE[:2], "wumin", *HE[3:]]])
    assert entered(file)[0] == 1
    assert "已登记在另一个工号下" in faults_in(file)[2]


def test_who_will_move_is_entered_on_the_day(entered, book):
    entered(book([HEADING, WU]))
    file = book([HEADING, [*WU[:3], COUNTY, "经办人", "2023-01-01", ""]])
    assert entered(file)[0] == 1
    assert "到任当天" in faults_in(file)[2]


SPELT = {
    "wide digits": {1: "ｌｔ－１", 3: "２２０２０３００７０００"},
    "a number for the office": {3: 220203007000},
    "a day of Excel's": {5: date(2020, 1, 1)},
    "the count of a day": {5: 43831},
    "the count of a day as text": {5: "43831"},
    "a day with strokes": {5: "2020/1/1"},
    "a day in words": {5: "2020年1月1日"},
    "a day of eight digits": {5: "20200101"},
    "blanks and invisible marks": {1: "\u200b lt-1 ", 4: "\ufeff经办人 "},
    "another word for a post": {4: "经办"},
}


@pytest.mark.parametrize("name", SPELT)
def test_it_is_read_as_people_write_it(entered, book, name):
    row = [SPELT[name].get(at, value) for at, value in enumerate(WU)]
    assert entered(book([HEADING, row]))[0] == 0
    one = store.find("lt-1")
    assert (one.office, one.posts) == (TOWNSHIP, {Post.CASE_WORKER})
    assert one.since == date(2020, 1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_whatever_excel_writes_and_keeps_its_encoding(entered, text, encoding):
    file = text(HEADING, WU, [*HE[:3], "1", *HE[4:]], encoding=encoding)
    assert entered(file)[0] == 1
    lines = file.read_bytes().decode(encoding).splitlines()
    assert lines[0].endswith(f",{FAULT}")
    assert lines[1] == f"{','.join(WU)},"
    assert "单位代码：没有这个单位" in lines[2]


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "-1+1"])
def test_what_excel_would_compute_is_not_read_from_csv(entered, text, cell):
    file = text(HEADING, [WU[0], cell, *WU[2:]])
    assert entered(file)[0] == 1
    assert "工号：不能是公式" in file.read_text("utf-8")


def test_sheets_without_a_heading_are_named_and_blank_rows_are_none(entered, book):
    lines = [["人员名册"], [], HEADING, [], WU, [None] * 7]
    code, told = entered(book(lines, [["说明"], ["一人一行"]]))
    assert code == 0
    assert "“Sheet1”没有表头" in told
    assert "共 1 人" in told


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("staff.xls", bytes.fromhex("d0cf11e0a1b11ae1"), "另存为 .xlsx"),
        ("staff.xlsx", b"no workbook", "无法打开"),
        ("staff.xlsx", bytes.fromhex("d0cf11e0a1b11ae1"), "不加密"),
        ("staff.csv", "工号,岗位\nlt-1,经办人\n".encode(), "找不到表头"),
        ("staff.csv", b"\xff\xff\x81", "编码"),
    ],
)
def test_what_nobody_can_read_is_left_as_it_is(entered, tmp_path, name, content, why):
    file = tmp_path / name
    file.write_bytes(content)
    code, told = entered(file)
    assert (code, why in told) == (2, True), told
    assert file.read_bytes() == content


def test_a_list_that_was_broken_off_is_carried_on(entered, book, quiet):
    file = book([HEADING, *([f"某{n}", f"lt-{n}", "", COUNTY, "经办人", "", ""] for n in range(9))])
    written = []

    def dies(phase, call):
        written.append(call) if call.operation == "TransactWriteItems" else None
        if phase == "after" and len(written) == 8:
            raise KeyboardInterrupt

    quiet.hooks.append(dies)
    with pytest.raises(KeyboardInterrupt):
        entered(file)
    quiet.hooks.clear()
    assert 0 < len(store.of_office(COUNTY, date(2022, 12, 19))) < 9
    assert entered(file)[0] == 0
    assert len(store.of_office(COUNTY, date(2022, 12, 19))) == 9


def test_whoever_somebody_else_changes_meanwhile_is_told_and_the_rest_is_entered(
    entered, book, quiet, monkeypatch
):
    entered(book([HEADING, WU, HE]))
    saving = store.save

    def meets_another(staff, before=None):
        if staff.id == "lt-1":
            saving(store.Staff(**{**vars(before), "until": date(2030, 1, 1)}), before)
        saving(staff, before)

    monkeypatch.setattr(store, "save", meets_another)
    file = book([HEADING, *([*one[:4], "财务", *one[5:]] for one in (WU, HE))])
    assert entered(file)[0] == 1
    assert faults_in(file) == {2: "录入时别人改了这个人，请再运行一次"}
    assert store.find("lt-2").posts == {Post.FINANCE}


def test_the_example_is_a_list_that_can_be_tried(tmp_path, capsys):
    file = tmp_path / "example.xlsx"
    assert main(["staff", str(file), "--example"]) == 0
    assert main(["staff", str(file), "--example"]) == 2  # nobody's list is written over
    assert main(["staff", str(file)]) == 0
    assert "新增 3" in capsys.readouterr().out


def test_every_post_can_be_named_as_screens_name_it():
    assert set(rows.NAMED.values()) == set(Post)
    assert set(lists.EXPLAINED) == set(READ)
