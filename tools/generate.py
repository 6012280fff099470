"""The pages that are drawn from the code: `python -m tools.generate` writes them.

`--check` writes nothing and fails where a page in the repository is not what the code says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path

from chalicelib.assessment.contract import EstimateRequest
from chalicelib.case.states import Track
from chalicelib.case.table import CASE
from chalicelib.platform.http import openapi, routes_of
from chalicelib.platform.pages.site import pages_of
from chalicelib.platform.store.keys import AccessPattern
from chalicelib.policy import Item, Value, load_pack
from chalicelib.policy.rules.specification import Condition, Entry, Formula, Indicator, Scheme
from chalicelib.reactors import KINDS, MACHINES
from chalicelib.records.machine import Machine, S, T, Transition
from chalicelib.words import LANGUAGES, say, sentences
from tools import costs, glossary, initials, phone_answers, stream_filters

ROOT = Path(__file__).parent.parent
NOTE = "<!-- Drawn from the code by `make generate`; do not edit. -->\n"


def transitions() -> str:
    """The transition tables: a diagram for each track of a case and each other kind of record, and
    every row of a case."""
    parts = [NOTE, "# What can happen to which record\n"]
    for track in Track:
        parts += [f"\n## A case on the track `{track}`\n", *_diagram(CASE, track)]
    others = MACHINES | {kind.name: kind.machine for kind in KINDS}
    del others[CASE.name]
    for kind, machine in sorted(others.items()):
        parts += [f"\n## A {kind}\n", *_diagram(machine, "")]
    parts += [
        "\n## Every row of a case\n\n",
        "| event | from | to | by | task | needs | bars | opens |\n",
    ]
    parts += ["|---|---|---|---|---|---|---|---|\n", *map(_row, CASE.transitions)]
    return "".join(parts)


def _diagram(machine: Machine[S, T], track: T) -> Iterator[str]:
    yield "\n```mermaid\nstateDiagram-v2\n"
    for row in machine.transitions:
        if track in row.tracks or not row.tracks:
            for state in [str(state) for state in sorted(row.frm)] or ["[*]"]:
                if row.to is not None:
                    yield f"    {state} --> {row.to}: {row.event}\n"
                elif not row.tracks:
                    yield f"    {state} --> {state}: {row.event}\n"
    for state in sorted(machine.ends):
        yield f"    {state} --> [*]\n"
    yield "```\n"


def _row(row: Transition[S, T]) -> str:
    cells = (
        f"{row.event} {say(f'event.{row.event}')}",
        " ".join(sorted(row.frm)) or "—",
        (row.to or "stays") + (f", on track {row.onto}" if row.onto else ""),
        row.by,
        row.task,
        " ".join(sorted(row.needs)),
        " ".join(sorted(row.bars)),
        " ".join(row.opens),
    )
    return "| " + " | ".join(cells) + " |\n"


def access() -> str:
    """Who may call which route, and which question each table answers."""
    from app import app

    parts = [NOTE, "# Who may ask what\n\n## Routes\n\n"]
    parts += ["| route | audience | at most | what it does |\n|---|---|---|---|\n"]
    for route in sorted(routes_of(app), key=lambda route: (route.path, route.method)):
        does = (route.act.__doc__ or "").partition("\n")[0]
        most = "; ".join(map(str, route.rate_limits))
        parts.append(f"| `{route.method} {route.path}` | {route.audience} | {most} | {does} |\n")
    parts += ["\n## Pages\n\n| page | audience | what it shows | submits to |\n|---|---|---|---|\n"]
    for page in sorted(pages_of(app), key=lambda page: page.path):
        does = (page.show.__doc__ or "").partition("\n")[0]
        submits = page.submits and f"`{page.submits}`"
        parts.append(f"| `{page.path}` | {page.audience} | {does} | {submits} |\n")
    parts += ["\n## Tables\n\n| question | table | index | key | asked by | said in |\n"]
    parts += ["|---|---|---|---|---|---|\n"]
    parts += [
        f"| {p.question} | {p.table} | {p.index} | `{p.key}` | {p.asked_by} | `{file}` |\n"
        for file, patterns in access_patterns().items()
        for p in patterns
    ]
    return "".join(parts)


def access_patterns() -> dict[str, tuple[AccessPattern, ...]]:
    """The questions that are asked of the tables, by the file that says where the items lie."""
    files = sorted(ROOT.glob("chalicelib/**/keys.py"))
    names = [str(file.relative_to(ROOT)) for file in files]
    modules = [import_module(name.removesuffix(".py").replace("/", ".")) for name in names]
    return {name: module.ACCESS_PATTERNS for name, module in zip(names, modules, strict=True)}


def policy() -> str:
    """Every value that holds in Jilin City, with its source; what is assumed comes first."""
    values = load_pack("jilin-city").values
    parts = [NOTE, "# The policy of Jilin City\n\n"]
    parts += ["Amounts in fen. A value of the city goes ahead of the nation's of the same name.\n"]
    for status, means in STATUSES.items():
        chosen = [value for value in values if value.status == status]
        parts += [f"\n## {status.capitalize()}: {len(chosen)}\n\n{means}\n\n"]
        parts += ["| name | from | until | amount | unit | where | source | note |\n"]
        parts += ["|---|---|---|---|---|---|---|---|\n", *map(_value_row, chosen)]
    return "".join(parts)


STATUSES = {
    "assumed": "No public source was seen: confirm each before use.",
    "enacted": "Read in the document that is named.",
}


def _value_row(value: Value) -> str:
    where = ", ".join(f"{name}: {meant}" for name, meant in value.where.items())
    cells = (
        value.name,
        value.start,
        value.until or "",
        value.amount,
        value.unit,
        where.replace("'", ""),
        value.citation,
        value.note,
    )
    return "| " + " | ".join(str(cell).replace("\n", "<br>") for cell in cells) + " |\n"


def rules() -> str:
    """Every formula, condition, scheme and indicator of Jilin City, beside its article."""
    entries = load_pack("jilin-city").entries
    parts = [NOTE, "# The rules of Jilin City\n\nFigures in fen; how to read and change them: "]
    parts.append("[decision 16](decisions/0016-rules-as-data.md).\n")
    for kind, row in ROWS.items():
        chosen = [entry for entry in entries if isinstance(entry, kind)]
        parts += [f"\n## {kind.__name__}: {len(chosen)}\n\n", *row]
        parts += [_rule_row(entry) for entry in chosen]
    return "".join(parts)


ROWS: dict[type[Entry], tuple[str, str]] = {
    Formula: ("| name | is | article |\n", "|---|---|---|\n"),
    Condition: ("| name | holds | article |\n", "|---|---|---|\n"),
    Scheme: (
        "| name | conditions | lines | from | until | status |\n",
        "|---|---|---|---|---|---|\n",
    ),
    Indicator: (
        "| name | category | measure | weight | bands | status | why |\n",
        "|---|---|---|---|---|---|---|\n",
    ),
}


def _rule_row(entry: Entry) -> str:
    cells: tuple[object, ...] = (entry.name,)
    match entry:
        case Formula():
            cells += (f"`{entry.is_}`", entry.article)
        case Condition():
            holds = f"`{entry.holds}`" if entry.holds else ""
            other = f"{entry.eligible and 'in'}{entry.not_eligible and 'not in'}"
            cells += (holds or f"{other} {entry.eligible or entry.not_eligible}", entry.article)
        case Scheme():
            lines = "<br>".join(f"{code}: `{text}`" for code, text in entry.lines)
            cells += (", ".join(entry.conditions), lines, *_days(entry), entry.status)
        case Indicator():
            bands = ", ".join(f"{start}→{level}" for start, level in entry.bands)
            measure = f"`{entry.measure}`"
            cells += (entry.category, measure, entry.weight, bands, entry.status, entry.why)
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def _days(entry: Entry) -> tuple[str, str]:
    start = "" if entry.start == date.min else entry.start.isoformat()
    return start, "" if entry.until == date.max else entry.until.isoformat()


def catalogue() -> str:
    """Every department and every item that it can answer, and what each is used for."""
    held = load_pack("jilin-city").catalogue
    proposed = sum(item.status == "proposed" for item in held.items.values())
    parts = [NOTE, "# What departments answer\n\n"]
    parts.append(f"{len(held.sources)} sources, {len(held.items)} items, {proposed} of them ")
    parts += ["*proposed*: no public rule names them, so confirm each with its department.\n"]
    parts += ["\n## What items come to\n\n| figure | meaning | in | of several sources | "]
    parts += ["of several members | held against |\n|---|---|---|---|---|---|\n"]
    parts += [
        f"| {one.code} {say(f'figure.{one.code}')} | {one.meaning} | {one.unit} | {one.across} | "
        f"{one.members} | {', '.join(one.declared)} |\n"
        for one in held.figures
    ]
    for source in held.sources:
        parts += [f"\n## {source.zh} `{source.code}`\n\n{source.en}: {source.level}; "]
        parts += [f"asked by {source.answers} ({source.signing}), {source.per_minute} times a "]
        parts += [f"minute at most; {source.sensitivity}; fresh for {source.fresh_days} days; "]
        parts += [f"{source.citation}\n\n"]
        if source.papers:
            named = "、".join(say(f"form.paper.{kind}") for kind in source.papers)
            parts += [f"Nobody is asked for: {named}\n\n"]
        parts += ["| item | name | type | unit | period | comes to | status |\n"]
        parts += ["|---|---|---|---|---|---|---|\n", *map(_item_row, source.items)]
    return "".join(parts)


def _item_row(item: Item) -> str:
    use = item.figure or f"only shown: {say(f'shown.{item.shown}')}"
    cells = (f"`{item.code}`", f"{item.zh} {item.en}", item.type, item.unit, item.period, use)
    return "| " + " | ".join((*cells, item.status)) + " |\n"


def household() -> str:
    """The JSON Schema of a household that is tried out."""
    return json.dumps(EstimateRequest.model_json_schema(), ensure_ascii=False, indent=1) + "\n"


def glyphs() -> str:
    """Which ideographs the printed sheet has a glyph for."""
    from tools.glyphs import coverage

    lead = "Characters of the Han script by block, and from which font the sheet draws them.\n"
    return f"{NOTE}# Glyphs of the printed sheet\n\n{lead}\n{coverage()}"


def api() -> str:
    """The OpenAPI document."""
    from app import app

    return json.dumps(openapi.document(routes_of(app)), ensure_ascii=False, indent=1) + "\n"


def words() -> str:
    """The nouns of the field in Chinese and English, and their names in the code."""
    return NOTE + glossary.page()


def phone_words(lang: str) -> str:
    """The words of the mini program's pages in a language, as a module of the mini program."""
    chosen = {
        code: text
        for code, text in sentences(lang).items()
        if code.partition(".")[0] in PHONE_WORDS
    }
    entries = (f"  {_js(code)}: {_js(text)},\n" for code, text in chosen.items())
    note = "// Written from chalicelib/words by `make generate`; do not edit.\n"
    return f"{note}module.exports = {{\n{''.join(entries)}}};\n"


PHONE_WORDS = ("phone", "follow")
"""The files of the catalogue whose words the mini program carries with it."""


def _js(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{quoted}'"


def routes() -> str:
    """Which module has which route, so that the API loads those of what it is asked for."""
    files = sorted(ROOT.glob("chalicelib/*/routes.py"))
    modules = [f"chalicelib.{file.parent.name}.routes" for file in files]
    modules.append("chalicelib.platform.http.about")
    found = {name: [*import_module(name).api.routes] for name in modules}
    return json.dumps(found, indent=1) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "chalicelib/routes.json": routes,  # first: the others ask the app for its routes
    ".chalice/resources.json": stream_filters.template,
    "docs/transitions.md": transitions,
    "docs/access.md": access,
    "docs/household.schema.json": household,
    "docs/policy.md": policy,
    "docs/rules.md": rules,
    "docs/catalogue.md": catalogue,
    "docs/glyphs.md": glyphs,
    "docs/openapi.json": api,
    "docs/glossary.md": words,
    "docs/costs.md": costs.page,
    "chalicelib/search/pinyin/initials.txt": initials.table,
    "miniprogram/api/answers.js": phone_answers.module,
    **{f"miniprogram/words/{lang}.js": partial(phone_words, lang) for lang in LANGUAGES},
}


def main() -> int:
    """Write every page, or say which are out of step."""
    check, stale = "--check" in sys.argv[1:], []
    for name, draw in PAGES.items():
        path, text = ROOT / name, draw()
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name} is not what the code says: run `make generate`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
