"""The pages that are drawn from the code: `python -m tools.generate` writes them.

`--check` writes nothing and fails where a page in the repository is not what the code says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

from chalicelib.assessment.contract import EstimateRequest
from chalicelib.case.states import Track
from chalicelib.case.table import CASE
from chalicelib.platform.http import openapi, routes_of
from chalicelib.platform.pages.site import pages_of
from chalicelib.platform.store.keys import AccessPattern
from chalicelib.reactors import KINDS, MACHINES
from chalicelib.records.machine import Machine, S, T, Transition
from chalicelib.words import LANGUAGES, say, sentences
from tools import costs, glossary, initials, phone_answers, policy_pages, stream_filters

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


def noted(draw: Callable[[], str]) -> Callable[[], str]:
    """The page, with a note that it is not edited by hand."""
    return lambda: NOTE + draw()


PAGES: dict[str, Callable[[], str]] = {
    "chalicelib/routes.json": routes,  # first: the others ask the app for its routes
    ".chalice/resources.json": stream_filters.template,
    "docs/transitions.md": transitions,
    "docs/access.md": access,
    "docs/household.schema.json": household,
    "docs/policy.md": noted(policy_pages.policy),
    "docs/rules.md": noted(policy_pages.rules),
    "docs/catalogue.md": noted(policy_pages.catalogue),
    "docs/glyphs.md": glyphs,
    "docs/openapi.json": api,
    "docs/glossary.md": noted(glossary.page),
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
