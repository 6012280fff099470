"""The household verification report (核对报告) on a screen: one HTML file that asks for nothing.

It needs no script and no network, and its policy forbids both. Everything from outside is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from chalicelib.casefile.report.contents import contents
from chalicelib.casefile.report.sheet import Table
from chalicelib.casefile.report.view import ReportView
from chalicelib.domain.legible import legible
from chalicelib.words import say

STYLE = """
html { font: 18px/1.6 "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
  "HanaMinB", "Plangothic P2", sans-serif; color: #111; background: #fff }
body { max-width: 75rem; margin: 0 auto; padding: 1rem 1.5rem }
body::before { content: ""; position: fixed; inset: 0; z-index: -1;
  background: url("MARK"); print-color-adjust: exact; -webkit-print-color-adjust: exact }
h1 { font-size: 1.7rem }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem }
[role="region"] { overflow-x: auto }
table { width: 100%; border-collapse: collapse }
thead { white-space: nowrap }
caption, th, td { text-align: left }
th, td { vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #767676 }
td { overflow-wrap: anywhere; min-width: 5.5em }
tbody th { width: 9em }
@page { size: A4; margin: 17mm }
@media print {
  html { font-size: 10pt }
  body { max-width: none; padding: 0 }
  [role="region"] { overflow: visible }
  thead { display: table-header-group }
  td { min-width: 0 }
  tr { break-inside: avoid }
  caption { break-after: avoid }
}
"""
MARK = """<svg xmlns="http://www.w3.org/2000/svg" width="420" height="300"><g \
transform="translate(30 250) rotate(-30)" font-family="sans-serif" font-size="18" fill="#ddd">\
<text>{reader}</text><text y="27">{at}</text></g></svg>"""
PAGE = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{seal}'; \
img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title} {number}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{tables}
</main>
</body>
</html>
"""


def page(view: ReportView, reader: str, at: str) -> str:
    """The report for one reader at one time, which are its watermark."""
    style = STYLE.replace("MARK", _mark(reader, at))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return PAGE.format(
        seal=f"sha256-{digest}",
        title=_safe(say("report.title")),
        number=_safe(view.number),
        style=style,
        tables=_all(_region(table) for table in contents(view, reader, at)),
    )


def _mark(reader: str, at: str) -> str:
    """The watermark as a picture in a URL, in which nothing can end the style it stands in."""
    who, when = say("report.mark_reader", reader=reader), say("report.mark_at", at=at)
    return "data:image/svg+xml," + quote(MARK.format(reader=_safe(who), at=_safe(when)), safe="")


def _region(table: Table) -> str:
    """A table that can be moved sideways by keyboard where the screen is narrow."""
    name = _safe(table.title)
    return f'<div role="region" tabindex="0" aria-label="{name}">{_table(table)}</div>'


def _table(table: Table) -> str:
    name = f"<table><caption><h2>{_safe(table.title)}</h2></caption>"
    if not table.heads:
        return f"{name}<tbody>{_all(_labelled(row) for row in table.rows)}</tbody></table>"
    heads = _all(f'<th scope="col">{_safe(head)}</th>' for head in table.heads)
    rows = _all(f"<tr>{_cells(row)}</tr>" for row in table.rows)
    return f"{name}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _labelled(row: Sequence[str]) -> str:
    return f'<tr><th scope="row">{_safe(row[0])}</th>{_cells(row[1:])}</tr>'


def _cells(row: Iterable[str]) -> str:
    return _all(f"<td>{_safe(cell)}</td>" for cell in row)


def _all(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _safe(text: str) -> str:
    return escape(legible(text))
