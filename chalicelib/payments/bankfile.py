"""The files exchanged with the bank: orders out, statements in.

Every file is UTF-8 CSV, every value in quotes. Its first line, without quotes, is
`batch,count,sum_fen,sha256` of the lines that follow. Orders are `reference,account,name,
amount_fen`; a statement's lines `reference,amount_fen,status,reason,at` with status credited or
returned. A file whose lines do not match its first line was cut short and is not there yet. The
bank de-duplicates by reference for ever.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.dates import parse_instant
from chalicelib.domain.errors import Refused
from chalicelib.domain.names import standard

MOST_DIGITS = 15
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
class Answer:
    """What the bank says became of one line; `at` is when it did."""

    reference: str
    amount_fen: int
    status: str
    reason: str
    at: datetime


def write_orders(batch: str, orders: Iterable[Order]) -> bytes:
    """The order file: the same bytes for the same orders, whatever their sequence."""
    lines = sorted(orders, key=lambda order: order.reference)
    rows = [(o.reference, o.account, standard(o.name), str(o.amount_fen)) for o in lines]
    return sealed(batch, rows, sum(order.amount_fen for order in lines))


def sealed(batch: str, rows: Sequence[Sequence[str]], sum_fen: int) -> bytes:
    """A file of `rows` under its first line."""
    body = _csv(rows)
    digest = hashlib.sha256(body).hexdigest()
    return f"{batch},{len(rows)},{sum_fen},{digest}\n".encode() + body


def read_rows(batch: str, content: bytes) -> tuple[list[list[str]], int]:
    """The rows and the sum of a file; Refused("payments.file_cut_short") unless it is whole."""
    first, _, body = content.partition(b"\n")
    head = first.decode("utf-8", "replace").split(",")
    digest = hashlib.sha256(body).hexdigest()
    if len(head) != 4 or [head[0], head[3]] != [batch, digest]:
        raise Refused("payments.file_cut_short")
    if not all(_is_number(figure) for figure in head[1:3]):
        raise Refused("payments.file_unreadable")
    try:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Refused("payments.file_unreadable") from None
    if len(rows) != int(head[1]):
        raise Refused("payments.file_unreadable")
    return rows, int(head[2])


def read_statement(batch: str, content: bytes) -> list[Answer]:
    """The answers of a statement.

    Refused("payments.file_cut_short"), or ("payments.file_unreadable") when it is whole but
    its lines are not in the form agreed or do not add up to its sum.
    """
    rows, sum_fen = read_rows(batch, content)
    if not all(len(row) == 5 and _is_number(row[1]) and row[2] in ANSWERS for row in rows):
        raise Refused("payments.file_unreadable")
    try:
        answers = [_answer(*row) for row in rows]
    except Refused:
        raise Refused("payments.file_unreadable") from None
    if sum(answer.amount_fen for answer in answers) != sum_fen:
        raise Refused("payments.file_unreadable")
    return answers


def _answer(reference: str, amount: str, status: str, reason: str, at: str) -> Answer:
    known = reason if reason in REASONS else "other"
    why = known if status == "returned" else ""
    return Answer(reference, int(amount), status, why, parse_instant(at))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()
