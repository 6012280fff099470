"""What the demo leaves behind: letters, bank files, what happened, and the story as one page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.domain import names
from chalicelib.words.days import day_words
from local.cloud import deployment
from local.demo import story
from local.demo.invariants import canaries, checked, in_files
from local.demo.plays.scene import Scene
from local.demo.result import Result
from local.town.world import World

BUCKET = "jiuzhu-exchange"


def leave(out: Path, town: World, scenes: Sequence[Scene], result: Result) -> Result:
    """Write everything below `out`, in place of what an earlier run left there.

    Answers the result with one more invariant: that nothing written names anybody.
    """
    for folder in ("letters", "bank"):
        _emptied(out / folder)
    for scene in scenes:
        for number, letter in enumerate(scene.family.letters(), start=1):
            name = f"{scene.part.number}-{number:02d}-{letter['name']}.txt"
            (out / "letters" / name).write_text(_letter(letter), encoding="utf-8")
    for key, content in _exchanged():
        (out / "bank" / key.replace("/", "-")).write_text(masked(content), encoding="utf-8")
    result.narrator.save(out / "events.jsonl")
    asked = {s.part.number: len(town.departments.about(s.family.case_id)) for s in scenes}
    _report(out, result, asked)
    secrets = [secret for scene in scenes for secret in canaries(scene)]
    unnamed = checked("留下的文件中没有姓名、证件号码、电话和账号", lambda: in_files(out, secrets))
    result = replace(result, invariants=[*result.invariants, unnamed])
    _report(out, result, asked)
    return result


def _report(out: Path, result: Result, asked: Mapping[str, int]) -> None:
    """The result for machines, and the story for people."""
    report = json.dumps(result.as_json(), ensure_ascii=False, indent=2)
    (out / "result.json").write_text(report + "\n", encoding="utf-8")
    (out / "story.html").write_text(story.draw(result, asked), encoding="utf-8")


def _emptied(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()


def _letter(letter: dict[str, Any]) -> str:
    """The letter as anybody may read it: with the name masked, as a copy of the office's."""
    day = day_words(date.fromisoformat(letter["day"]))
    head = f"{letter['office']}\n\n{letter['title']}\n{letter['number']}\n\n"
    body = "\n".join([f"{names.masked(letter['addressee'])}：", *letter["lines"]])
    return f"{head}{body}\n\n{letter['office']}（盖章）\n{day}\n"


def _exchanged() -> list[tuple[str, str]]:
    """The bank's files; what departments left is full of people and is not copied."""
    s3 = deployment.client("s3")
    listed = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return [
        (entry["Key"], s3.get_object(Bucket=BUCKET, Key=entry["Key"])["Body"].read().decode())
        for entry in listed
        if not entry["Key"].startswith(("departments/", "index/"))
    ]


def masked(content: str) -> str:
    """An exchange file with accounts and names starred, as it may be shown to anybody."""
    head, *lines = csv.reader(io.StringIO(content))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    for line in lines:
        is_order = len(line) == 4 and line[3].isdigit()
        account, name = "*" * 4 + line[1][-4:], names.masked(line[2])
        writer.writerow([line[0], account, name, line[3]] if is_order else line)
    return out.getvalue()
