"""Workbooks that are broken, locked or bombs: each is its own department's."""

import io
import json
import zipfile

import pytest

from chalicelib.platform.partners.departments import Subject
from chalicelib.words import say
from tests.integration.verification.offices import (
    GRAIN,
    HEAD,
    LAND,
    MALFORMED,
    MOTHER,
    NEIGHBOUR,
    SINCE,
    VETERANS,
    Office,
    number_of,
    people,
    row,
    table,
    workbook,
)


def zipped(**parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def altered(name, change, content=None):
    """A workbook, one part of which is changed, or gone where nothing is left of it."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content or workbook(row()))) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.infolist():
            held = before.read(part)
            held = change(held) if part.filename == name else held
            if held:
                after.writestr(part.filename, held)
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"x" * 1000 + b'">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 100) for n in range(5)
    )
    + b"]>"
)  # fmt: skip


def bombed(content):
    return BOMB + content.partition(b"?>")[2].replace(b"</t>", b"&f;</t>")


def shared(texts):
    """A workbook as Excel writes it: its texts in a part of their own."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    cells = "".join(
        f'<row r="{line}">' + "".join(f'<c t="s"><v>{3 * line - 3 + n}</v></c>' for n in range(3))
        + "</row>" for line in (1, 2)
    )  # fmt: skip
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        SHEET: f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
        "xl/sharedStrings.xml": texts,
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return written.getvalue()


TEXTS = (
    '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    + "".join(f"<si><t>{text}</t></si>" for text in (*HEAD, *row())) + "</sst>"
).encode()  # fmt: skip


def test_texts_may_stand_in_a_part_of_their_own_as_excel_has_them(paper):
    paper.leaves(shared(TEXTS), "2022-12-18.xlsx")
    assert paper.tells() == ("verified", 120_050)


def hidden(state):
    """A workbook of which no sheet is seen, as programs write it and Excel never does."""

    def hides(book):
        return book.replace(b'state="visible"', b'state="%s"' % state.encode())

    return altered("xl/workbook.xml", hides)


BROKEN = {
    "cut": lambda: workbook(row())[:-200],
    "cut to nothing": lambda: b"",
    "a csv": lambda: table(row()).encode(),
    "locked or old": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 5000,
    "broken xml": lambda: altered(SHEET, lambda held: held[: len(held) // 2]),
    "no sheet": lambda: altered(SHEET, lambda _: b""),
    "no book": lambda: altered("xl/workbook.xml", lambda _: b""),
    "an entity bomb": lambda: altered(SHEET, bombed),
    "an entity bomb of texts": lambda: shared(bombed(TEXTS)),
    "other letters": lambda: altered("xl/workbook.xml", lambda h: b"\xff\xfe\x00<" + h),
    "a zip of something": lambda: zipped(a="b"),
    "too many styles": lambda: altered("xl/styles.xml", lambda held: held + b" " * (1 << 20)),
    "columns without end": lambda: workbook(row(), tuple(range(300))),
    "no heading": lambda: workbook(row(), head=None),
    "a heading that says one thing twice": lambda: workbook(row(), head=(*HEAD, GRAIN)),
    "sheets that differ": lambda: workbook(row(), more=[[("身份证号", "姓名", LAND), row("5")]]),
    "unknown compression": lambda: workbook(row()).replace(b"PK\x03\x04", b"PK\x03\x05", 1),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_workbook_affects_its_department_alone_and_is_logged(office, kind, lines):
    other = Office(VETERANS)
    other.puts(
        "2022-12-18-1.csv", table(row("5", NEIGHBOUR), head=("身份证号", "姓名", SINCE)).encode()
    )
    office.leaves(BROKEN[kind](), "2022-12-18.xlsx")
    assert office.tells() == office.tells(person=NEIGHBOUR) == MALFORMED
    assert office.head.status == "refused"
    assert office.receipt("2022-12-18.xlsx")[0][2] == "未采用"
    sign = [json.loads(line) for line in lines if "source.unreadable" in line]
    assert [(one["source"], one["error"]) for one in sign] == [("agriculture", office.head.reason)]
    assert other.head.status == "accepted"
    assert other.tells(SINCE, MOTHER) == ("nothing_held", "")


@pytest.mark.parametrize(
    ("limit", "of"),
    [
        ("MOST_UNPACKED", SHEET),
        ("MOST_SHARED", "xl/sharedStrings.xml"),
        ("MOST_OF_A_PART", "xl/workbook.xml"),
    ],
)
def test_what_unpacks_to_more_than_agreed_is_not_unpacked(paper, monkeypatch, limit, of):
    most = 100_000
    monkeypatch.setattr(f"chalicelib.platform.partners.departments.tables.{limit}", most)
    for more, comes_to in ((most // 2, ("verified", 120_050)), (most, MALFORMED)):
        content = altered(of, lambda held, more=more: held + b" " * more, shared(TEXTS))
        paper.leaves(content, "2022-12-18.xlsx")
        assert len(content) < 10_000
        assert paper.tells() == comes_to


@pytest.mark.parametrize(("limit", "most"), [("MOST_ROWS", 3), ("MOST_COLUMNS", 3)])
def test_more_rows_or_columns_than_agreed_are_not_read(paper, monkeypatch, limit, most):
    monkeypatch.setattr(f"chalicelib.platform.partners.departments.tables.{limit}", most)
    paper.leaves(workbook(row(), row()), "2022-12-18.xlsx", counted=2)
    assert paper.tells() == ("verified", 120_050)
    monkeypatch.setattr(f"chalicelib.platform.partners.departments.tables.{limit}", most - 1)
    paper.leaves(workbook(row(), row()), "2022-12-18.xlsx", counted=2)
    assert paper.tells() == MALFORMED


def test_a_second_sheet_is_read_too_and_one_of_remarks_is_none(paper):
    more = [[HEAD, row("7", NEIGHBOUR)], [("填表说明",), ("按月报送",)]]
    paper.leaves(workbook(row(), more=more), "2022-12-18.xlsx", counted=2)
    assert paper.tells(person=NEIGHBOUR) == ("verified", 700)
    assert paper.tells(person=Subject(2, number_of(1), "某1")) == ("nothing_held", "")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_tells_of_nobody(paper, state):
    content = workbook(row("7", NEIGHBOUR), more=[[HEAD, row("60000")]], state=state)
    paper.leaves(content, "2022-12-18.xlsx", counted=1)
    assert paper.tells(person=NEIGHBOUR) == ("verified", 700)
    assert paper.tells() == ("nothing_held", "")
    paper.leaves(content, "2022-12-19.xlsx", counted=2)
    assert paper.tells() == ("not_verified", "answer.file_short")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_workbook_that_shows_no_sheet_is_refused_and_the_department_reads_why(office, state):
    office.leaves(hidden(state), "2022-12-18.xlsx")
    assert office.tells() == office.tells(person=NEIGHBOUR) == MALFORMED
    assert say("file.hidden") in [line[2] for line in office.receipt("2022-12-18.xlsx")]


def test_people_in_a_sheet_without_a_heading_hide_somebody(paper):
    paper.leaves(workbook(row(), more=[[row("7", NEIGHBOUR)]]), "2022-12-18.xlsx")
    assert paper.tells(person=NEIGHBOUR) == MALFORMED


def test_a_formula_that_nobody_computed_hides_whoever_stands_there(office):
    """infiniflow/ragflow, pull request 19737: a row of such cells is dropped, and nobody knows."""
    rows = [row(), tuple(f"=Sheet2!{column}2" for column in "ABC"), row("5", people(2)[1])]
    office.leaves(workbook(*rows), "2022-12-18.xlsx", counted=2)
    assert office.tells() == ("verified", 120_050)
    assert office.tells(person=NEIGHBOUR) == MALFORMED
    assert say("file.uncomputed") in [line[2] for line in office.receipt("2022-12-18.xlsx")]


@pytest.mark.parametrize(
    ("formula", "comes_to"),
    [
        (b"<c><f>1+1</f><v>2</v></c>", ("nothing_held", "")),
        (b'<c t="str"><f>IF(1,"")</f><v></v></c>', ("nothing_held", "")),
        (b'<c><f t="shared" si="0"/><v>2</v></c>', ("nothing_held", "")),
        (b"<c><f>1+1</f><v></v></c>", MALFORMED),
        (b"<c><f>1+1</f><v/></c>", MALFORMED),
        (b'<c s="1"><f t="shared" si="0"/></c>', MALFORMED),
    ],
)
def test_a_formula_says_what_excel_computed(paper, formula, comes_to):
    content = altered(SHEET, lambda held: held.replace(b"</row>", formula + b"</row>", 1))
    paper.leaves(content, "2022-12-18.xlsx")
    assert paper.tells(person=NEIGHBOUR) == comes_to


def test_characters_that_xml_cannot_hold_are_read_as_excel_shows_them(paper):
    """opensanctions/opensanctions, pull request 5001: openpyxl leaves _x000D_ in a name."""
    number = f"{MOTHER.identity_number}_x000D_\n"
    for cells in (row(name="乔素梅_x000D_\n"), row(number=number), row(name="乔_x7D20_梅")):
        paper.leaves(workbook(cells), "2022-12-18.xlsx")
        assert paper.tells() == ("verified", 120_050)
    paper.leaves(workbook(row(name="乔素梅_xD840_")), "2022-12-18.xlsx")
    assert paper.tells()[0] == "mismatch"


def styled(*places):
    """A workbook with empty cells that have only a style."""
    cells = b"".join(b'<row r="%d"><c r="XFD%d" s="0"/></row>' % (at, at) for at in places)
    return altered(SHEET, lambda held: held.replace(b"</sheetData>", cells + b"</sheetData>"))


def test_empty_cells_at_the_end_of_the_grid_are_no_columns(paper):
    """qax-os/excelize, issue 1737: 16,384 columns of which 19 hold something."""
    paper.leaves(styled(3, 1_048_576), "2022-12-18.xlsx")
    assert paper.tells(person=NEIGHBOUR) == ("nothing_held", "")
    paper.leaves(styled(1_048_577), "2022-12-18.xlsx")  # beyond it: nobody counts so far
    assert paper.tells() == MALFORMED


@pytest.mark.parametrize(
    "below",
    [(None, None, "户数", "金额"), ("文本", "文本", "万元", ""), (None, None, None, "金额")],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_heading_of_two_rows_is_none(office, kind, below):
    """frictionlessdata/frictionless-py, issue 1024; tidyverse/readxl, issue 379: what is in the
    column is not what the merged heading says."""
    rows = [below, (MOTHER.identity_number, MOTHER.name, 3, 1200.5)]
    head = (*HEAD, "养殖补贴")
    content = workbook(*rows, head=head) if kind == "xlsx" else table(*rows, head=head)
    office.leaves(content, f"2022-12-18.{kind}")
    assert office.tells() == MALFORMED
    assert office.head.reason == "file.heading_two_rows"
