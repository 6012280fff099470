"""The files exchanged with the bank: orders out, statements in.

Every file is UTF-8 CSV, every value in quotes. Its first line, without quotes, is
`batch,count,sum_fen,sha256` of the lines that follow. Orders are `reference,account,name,
amount_fen`; a statement's lines `reference,amount_fen,status,reason,at` with status credited or
returned. Each line of a statement is read by itself: one that nobody can book is reported with
its number, and the others count. The bank de-duplicates by reference for ever.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused

MOST_DIGITS = 15
MOST_BYTES = 16 * 1024 * 1024
"""The largest statement that is read: more than a hundred thousand lines."""
FORMULA = "=+-@\t\r\n "
ANSWERS = frozenset({"credited", "returned"})
REASONS = frozenset({"account_closed", "account_unknown", "name_differs"})
"""Why a bank sends money back; whatever else it says is `other`."""


@dataclass(frozen=True)
class Order:
    """One line to be paid."""

    reference: str
    account: str = field(repr=False)
    name: str = field(repr=False)
    amount_fen: int


@dataclass(frozen=True)
class BankAnswer:
    """What the bank says became of one line; `at` is when it did.

    `row` is the line of its file, the first being 1.
    """

    reference: str
    amount_fen: int
    status: str
    reason: str
    at: datetime
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class LineFault:
    """Why a line of a statement is not booked: its number (0: the whole file) and a code.

    `reference` is the payment that it is surely about, where that is known.
    """

    row: int
    code: str
    reference: str = ""


@dataclass(frozen=True)
class Statement:
    """What a statement says, and what nobody can read of it."""

    answers: tuple[BankAnswer, ...] = ()
    faults: tuple[LineFault, ...] = ()


def write_orders(batch: str, orders: Iterable[Order]) -> bytes:
    """The order file: the same bytes for the same orders, whatever their sequence.

    A name never begins with what a program for tables takes for a formula.
    """
    lines = sorted(orders, key=lambda order: order.reference)
    rows = [(o.reference, o.account, o.name.lstrip(FORMULA), str(o.amount_fen)) for o in lines]
    return sealed(batch, rows, sum(order.amount_fen for order in lines))


def sealed(batch: str, rows: Sequence[Sequence[str]], sum_fen: int) -> bytes:
    """A file of `rows` under its first line."""
    body = _csv(rows)
    digest = hashlib.sha256(body).hexdigest()
    return f"{batch},{len(rows)},{sum_fen},{digest}\n".encode() + body


def read_rows(batch: str, content: bytes) -> tuple[list[list[str]], int]:
    """The rows and the sum (fen) of a file.

    Refused, by what is wrong with it: "payments.file_mark", "payments.file_encoding",
    "payments.file_first_line", "payments.file_other_batch", "payments.file_cut_short",
    "payments.file_count" or "payments.file_unreadable".
    """
    rows, sum_fen = _read(batch, content)
    return [row for _, row in rows], sum_fen


def read_statement(batch: str, content: bytes) -> Statement:
    """The answers of a statement, and its faults; no answers where the whole of it is wrong."""
    try:
        rows, sum_fen = _read(batch, content)
    except Refused as wrong:
        return Statement(faults=(LineFault(0, wrong.code),))
    answers, faults = [], []
    for line, row in rows:
        try:
            answers.append(_answer(line, row))
        except Refused as wrong:
            faults.append(LineFault(line, wrong.code))
    if not faults and sum(answer.amount_fen for answer in answers) != sum_fen:
        return Statement(faults=(LineFault(0, "payments.file_sum"),))
    return Statement(tuple(answers), tuple(faults))


def _read(batch: str, content: bytes) -> tuple[list[tuple[int, list[str]]], int]:
    """The rows of a file with the numbers of their lines, and its sum."""
    first, ended, body = content.partition(b"\n")
    if content.startswith(codecs.BOM_UTF8):
        raise Refused("payments.file_mark")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in first:
        raise Refused("payments.file_encoding")
    if not ended:
        raise Refused("payments.file_cut_short")
    head = first.decode("utf-8", "replace").split(",")
    if len(head) != 4 or not all(map(_is_number, head[1:3])):
        raise Refused("payments.file_first_line")
    if head[0] != batch:
        raise Refused("payments.file_other_batch")
    if head[3] != hashlib.sha256(body).hexdigest():
        raise Refused("payments.file_cut_short")
    rows = _rows(body)
    if len(rows) != int(head[1]):
        raise Refused("payments.file_count")
    return rows, int(head[2])


def _rows(body: bytes) -> list[tuple[int, list[str]]]:
    try:
        reader = csv.reader(io.StringIO(body.decode("utf-8"), newline=""), strict=True)
        return [(reader.line_num + 1, row) for row in reader]
    except UnicodeDecodeError:
        raise Refused("payments.file_encoding") from None
    except csv.Error:
        raise Refused("payments.file_unreadable") from None


def _answer(line: int, row: Sequence[str]) -> BankAnswer:
    if len(row) != 5:
        raise Refused("payments.line_columns")
    reference, amount, status, reason, at = row
    if not _is_number(amount):
        raise Refused("payments.line_amount")
    if status not in ANSWERS:
        raise Refused("payments.line_status")
    known = reason if reason in REASONS else "other"
    why = known if status == "returned" else ""
    try:
        return BankAnswer(reference, int(amount), status, why, parse_instant(at), line)
    except Refused:
        raise Refused("payments.line_time") from None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()
