"""Draws the story from what was observed and logged during a run: nothing in it is typed in.

The page is one file: styles, scripts and the phone are in it, and it asks nothing of the network.
Without scripts, and on paper, every step is there one after the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from chalicelib.policy import load_pack
from local.demo.result import CaseResult, Result
from local.demo.screens import Screen
from local.demo.story import phone
from local.demo.story.shown import FILTERS
from local.demo.story.steps import StoryPage, steps_of

FOLDER = Path(__file__).parent
STYLE = FOLDER / "style.css"


FORMS = "/v1/forms/"
SCRIPTS = ("turning.js", "screens.js")


@dataclass(frozen=True)
class Chapter:
    """One family: its case as it ended, its steps, how often departments were asked about it."""

    case: CaseResult
    family: str
    asked: int
    steps: list[StoryPage]


def draw(result: Result, asked: Mapping[str, int]) -> str:
    """The whole page; `asked` is how often departments were asked about each part's family."""
    templates = environment(FOLDER)
    templates.filters.update(recorded=_recorded, json=_json)
    return templates.get_template("page.html.j2").render(
        chapters=_chapters(result, asked),
        result=result,
        law=_law(result.first_day),
        forms=_forms(result),
        phone_files=phone.files(),
        phone_compiler=phone.compiler(),
        style=STYLE.read_text(encoding="utf-8"),
        script="\n".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS),
    )


def _forms(result: Result) -> Mapping[str, Any]:
    """The forms that phones read, by path: each stands in the page once."""
    screens = (one for look in result.looks for one in (*look.filled_in, *look.screens))
    answers = (pair for one in screens for pair in one.answers.items())
    return {path: answer for path, answer in answers if path.startswith(FORMS)}


def _recorded(screen: Screen) -> Markup:
    """What a screen rests on, but for the forms."""
    answers = {path: one for path, one in screen.answers.items() if not path.startswith(FORMS)}
    return _json({"answers": answers, "stored": screen.stored})


def _json(content: object) -> Markup:
    """JSON that ends no script element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 -- no element begins in it


def environment(folder: Path) -> Environment:
    """The templates of a folder, with the filters by which a page writes figures and words."""
    made = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def _chapters(result: Result, asked: Mapping[str, int]) -> list[Chapter]:
    return [
        Chapter(
            case=case,
            family=result.narrator.part(case.part).family,
            asked=asked[case.part],
            steps=steps_of(
                [one for one in result.looks if one.part == case.part], result.narrator.who
            ),
        )
        for case in result.cases
    ]


def _law(first_day: date) -> dict[str, Any]:
    """What of the law the story rests on and names."""
    parameters = load_pack("jilin-city").parameters_on(first_day)
    return {
        "wait_hours": parameters.value("verification.wait").amount,
        "notice_days": parameters.value("deadline.notice").amount,
        "confirm_days": parameters.value("deadline.confirm").amount,
        "parameters": len(parameters.values),
        "assumed": sum(value.status == "assumed" for value in parameters.values),
        "sources": len(parameters.catalogue.sources),
        "departments": len(parameters.catalogue.departments),
    }
