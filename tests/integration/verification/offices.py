"""A department that leaves files, and the suite that takes them in and asks."""

import csv
import io
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils.datetime import WINDOWS_EPOCH

from chalicelib.domain.errors import Unavailable
from chalicelib.domain.identity import with_check_digit
from chalicelib.platform.aws import objects
from chalicelib.platform.partners.departments import Index, Subject, files
from chalicelib.platform.partners.departments.files import findings_of_file
from chalicelib.policy import load_pack
from chalicelib.verification.files import department_files
from local.simulators.department_files import SimulatedFiles
from tests.conftest import MONDAY

CATALOGUE = load_pack("jilin-city").catalogue
FARMING, VETERANS = (CATALOGUE.by_code[code] for code in ("agriculture", "veterans"))
GRAIN, LAND, WATCHED = "耕地地力和种粮补贴", "承包地面积（亩）", "防止返贫监测对象"
MOTHER = Subject(0, "22020119850312019X", "乔素梅")
NEIGHBOUR = Subject(1, "220201195001019995", "田大山")
HEAD = ("身份证号", "姓名", GRAIN)
DROP = 20
LEFT = Path(__file__).parent / "left"
"""Files as departments have left them."""


def row(value="1200.50", person=MOTHER, number=None, name=None):
    return number or person.identity_number, name or person.name, value


def table(*rows, head=HEAD, between=",", end="\n"):
    written = io.StringIO()
    csv.writer(written, delimiter=between, lineterminator="\n").writerows([head, *rows])
    return written.getvalue().removesuffix("\n") + end


def workbook(*rows, head=HEAD, more=(), epoch=WINDOWS_EPOCH, state="visible"):
    """A workbook with the rows in its first sheet, and `more` sheets in that state."""
    book, written = Workbook(), io.BytesIO()
    book.epoch = epoch
    for cells in (head, *rows) if head else rows:
        book.active.append(cells)
    for sheet in more:
        added = book.create_sheet()
        added.sheet_state = state
        for cells in sheet:
            added.append(cells)
    book.save(written)
    return written.getvalue()


class Paper:
    """A department's newest file, read without AWS."""

    def __init__(self, source=FARMING):
        self.source, self.now = source, MONDAY
        self._left = {}
        self.files = SimulatedFiles(lambda _: self._left, lambda: self.now, CATALOGUE)

    def leaves(self, content, name="2022-12-18.csv", counted=True):
        """Leave a file, and beside it how many rows it has."""
        content = content.encode() if isinstance(content, str) else content
        left = {name: content}
        if counted:
            left[name + files.COUNT] = str(counted if counted is not True else "1").encode()
        self._left = left

    @property
    def head(self):
        return self.files.head(self.source.code)

    def tells(self, item=GRAIN, person=MOTHER):
        """Status, and value or reason, of one item of a person."""
        try:
            found = findings_of_file(self.source, [person], self.files, self.now)
        except Unavailable as reason:
            return "not_verified", reason.code
        code = next(one.code for one in self.source.items if item in (one.zh, one.code))
        (one,) = [one for one in found if one.item == code]
        return one.status, one.value if one.value is not None else one.reason


class Office:
    """A department that leaves files, and the suite that takes them in and asks."""

    def __init__(self, source=FARMING):
        self.source, self.now = source, MONDAY

    def leaves(self, content, name="2022-12-18.csv", counted=True):
        """Leave a file, beside it how many rows it has, and let it be taken in."""
        content = content.encode() if isinstance(content, str) else content
        self.puts(name, content)
        if counted:
            self.puts(name + files.COUNT, str(counted if counted is not True else "1").encode())
        return self.takes_in()

    def puts(self, name, content):
        objects.put(f"departments/{self.source.code}/{name}", content)

    def takes_in(self):
        department_files.read_new_files(CATALOGUE.sources, self.now, DROP)
        return self.head

    @property
    def head(self):
        return Index().head(self.source.code)

    def tells(self, item=GRAIN, person=MOTHER):
        """Status, and value or reason, of one item of a person."""
        try:
            found = findings_of_file(self.source, [person], Index(), self.now)
        except Unavailable as reason:
            return "not_verified", reason.code
        code = next(one.code for one in self.source.items if item in (one.zh, one.code))
        (one,) = [one for one in found if one.item == code]
        return one.status, one.value if one.value is not None else one.reason

    def receipt(self, name="2022-12-18.csv"):
        receipt = objects.read(f"departments/{self.source.code}/{name}{files.RECEIPT}")
        return [*csv.reader(io.StringIO(receipt.decode("utf-8-sig")))][1:]


SINCE, LIVESTOCK = "待遇起始日期", "养殖补贴"
MALFORMED = ("not_verified", "answer.malformed")


LOST = ("乔?梅", "？", "□", "〓", "乔？梅", "乔□梅", "乔■梅", "乔〓梅", "乔*梅", "乔＊梅",
        "乔\ue5e5梅", "乔\U000f0001梅", "乔\ufffd梅")  # fmt: skip
"""The mother's name where a program, printer or person put something in place of a character."""


def people(count):
    return [Subject(n, number_of(n), f"某{n}") for n in range(count)]


def number_of(n):
    return with_check_digit(f"22020119500101{n:03d}")


def many(count):
    return [
        row(person=person) for person in people(count) if not person.identity_number.endswith("000")
    ]
