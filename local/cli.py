"""`jiuzhu`: the sandbox's commands."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from local.arguments import parse_day, parse_moment
from local.cloud import logs
from local.simulators.sample_people import SAMPLE_PEOPLE

UNREAD = 141  # as a shell reports a command whose reader has gone


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code is 0 only if everything it checked holds."""
    parser = argparse.ArgumentParser(prog="jiuzhu", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    demo = commands.add_parser("demo", help="play seven families' cases and check the books")
    demo.add_argument("--on", type=parse_day, metavar="DATE", help="the first day")
    demo.add_argument("--out", type=Path, default=Path("out"), help="where artefacts are left")
    demo.add_argument("--json", action="store_true", help="print one JSON document for machines")
    demo.set_defaults(run=_demo)
    serve = commands.add_parser("serve", help="keep the sandbox up on loopback in real time")
    serve.add_argument("--port", type=int, default=8000, help="0 takes any that is free")
    serve.add_argument(
        "--miniprogram", type=Path, metavar="FOLDER", help="what the phone runs, else miniprogram/"
    )
    serve.set_defaults(run=_serve)
    proof = commands.add_parser("proof", help="crash at every AWS and HTTP call of two cases")
    proof.set_defaults(run=_proof)
    sources = commands.add_parser("sources", help="list and probe the departments that are asked")
    sources.add_argument("--url", default="", help="an exchange; else the simulated departments")
    sources.add_argument("--about", default=next(iter(SAMPLE_PEOPLE)), help="an identity number")
    sources.set_defaults(run=_sources)
    verification = commands.add_parser(
        "verification", help="verify invented families end to end, and count what it costs"
    )
    verification.add_argument("--households", type=int, default=1_000)
    verification.add_argument(
        "--rows", type=int, default=100_000, help="of a department's file; of a workbook a tenth"
    )
    verification.add_argument("--seed", type=int, help="else a fresh one, which is printed")
    verification.set_defaults(run=_verification)
    _offer_counts(commands)
    _offer_staff(commands)
    _offer_release(commands)
    estimate = commands.add_parser("estimate", help="try out what a household may have")
    estimate.add_argument(
        "file", type=Path, help="a household as JSON, as POST /v1/estimates takes"
    )
    estimate.add_argument("--on", type=parse_day, metavar="DATE", help="the law's day")
    estimate.add_argument("--pack", default="jilin-city", help="the jurisdiction")
    estimate.add_argument("--json", action="store_true", help="print the answer as JSON")
    estimate.set_defaults(run=_estimate)
    simulate = commands.add_parser("simulate", help="compare two policies over households")
    simulate.add_argument(
        "--pack",
        type=_pack_on_day,
        action="append",
        required=True,
        metavar="NAME[@DATE]",
        help="given twice: the pack before and after, or one pack on two days",
    )
    simulate.add_argument("--households", type=Path, required=True, help="a household a line")
    simulate.add_argument("--on", type=parse_day, metavar="DATE", help="else today")
    simulate.add_argument("--json", action="store_true", help="print the figures as JSON")
    simulate.add_argument("--page", type=Path, metavar="HTML", help="draw them as a page")
    simulate.set_defaults(run=_simulate)
    households = commands.add_parser("households", help="invent households to simulate with")
    households.add_argument("--count", type=int, default=1_000)
    households.add_argument("--seed", type=int, default=1, help="one seed gives one file")
    households.set_defaults(run=_households)
    given = parser.parse_args(arguments)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        _go_unread()
        return UNREAD
    return code


def _offer_staff(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command that enters staff."""
    staff = commands.add_parser("staff", help="enter the staff of a list (.xlsx or .csv)")
    staff.add_argument("file", type=Path, help="what is wrong with a row is written into it")
    staff.add_argument("--stack", default="", help="the stack; else a sandbox, to try the list")
    staff.add_argument("--dry-run", action="store_true", help="check everything, enter nothing")
    staff.add_argument("--example", action="store_true", help="write an example of a list")
    staff.set_defaults(run=_staff)


def _offer_counts(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What one application asks of the tables, and what it costs."""
    capacity = commands.add_parser("capacity", help="count what one application asks of the tables")
    capacity.set_defaults(run=_capacity)
    bill = commands.add_parser("bill", help="what one application costs, by service")
    bill.add_argument("--keep", action="store_true", help="keep what is counted, for docs/costs.md")
    bill.set_defaults(run=_bill)
    desk = commands.add_parser("desk", help="time a full list of the desk beside its JSON")
    desk.add_argument("--times", type=int, default=100)
    desk.set_defaults(run=_desk)


def _offer_release(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command that records a release and replays it."""
    release = commands.add_parser(
        "release", help="keep what a release leaves, carry it on, restore it"
    )
    release.add_argument("what", choices=("record", "replay", "restore"))
    release.add_argument(
        "number", type=int, nargs="?", help="of those that are kept; else every one"
    )
    release.set_defaults(run=_release)
    redeliver = commands.add_parser("redeliver", help="give events of a stack's trail out again")
    redeliver.add_argument("--stack", required=True)
    redeliver.add_argument("--since", required=True, metavar="INSTANT", type=parse_moment)
    redeliver.set_defaults(run=_redeliver)


def _show(line: str) -> None:
    """Print a line at once; where nobody reads any more (`| head`) the run goes on unread."""
    try:
        print(line, flush=True)
    except BrokenPipeError:
        _go_unread()


def _go_unread() -> None:
    """Let whatever is still printed go nowhere: who read it has gone, which is no fault."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _demo(given: argparse.Namespace) -> int:
    from app import app
    from local.demo import demo, summary

    first_day = given.on or demo.FIRST_DAY
    show = (lambda _line: None) if given.json else _show
    with logs.captured():
        if not given.json:
            summary.open_with(first_day)
        result = demo.run(app, given.out, first_day, show)
    if given.json:
        print(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        summary.close_with(result, given.out)
    return 0 if result.holds else 1


def _serve(given: argparse.Namespace) -> int:
    _show("救助沙箱正在启动，请稍候……")
    from app import app
    from local import serve

    with logs.captured(_show), suppress(KeyboardInterrupt):
        folder = given.miniprogram or serve.MINIPROGRAM
        serve.run(app, given.port, _show, threading.Event(), folder)
    return 0


def _proof(_given: argparse.Namespace) -> int:
    from app import app
    from local.proof import proof

    return 0 if proof.run(app, _show) else 1


def _sources(given: argparse.Namespace) -> int:
    from local.checks import sources

    with logs.captured():
        return sources.run(_show, given.url, given.about)


def _verification(given: argparse.Namespace) -> int:
    from app import app
    from local.checks import verification

    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    with logs.captured():
        return 0 if verification.run(app, seed, given.households, given.rows, _show) else 1


def _capacity(_given: argparse.Namespace) -> int:
    from rich.console import Console

    from app import app
    from local.checks import standard

    with logs.captured():
        standard.run(app, Console(width=110))
    return 0


def _staff(given: argparse.Namespace) -> int:
    from local.staff import command

    if given.example:
        return command.example(given.file, _show)
    with logs.captured():
        return command.run(given.file, given.stack, _show, dry=given.dry_run)


def _redeliver(given: argparse.Namespace) -> int:
    from local.releases import redelivering

    return redelivering.run(given.stack, given.since, _show)


def _bill(given: argparse.Namespace) -> int:
    from rich.console import Console

    from app import app
    from local.checks import bill

    with logs.captured():
        bill.run(app, Console(width=200), keep=given.keep)
    return 0


def _desk(given: argparse.Namespace) -> int:
    from app import app
    from local.checks import desk

    with logs.captured():
        return 0 if desk.run(app, _show, given.times) else 1


def _release(given: argparse.Namespace) -> int:
    from app import app
    from local.releases import files, recording, replaying, restoring

    acts = {"replay": replaying.replay, "restore": restoring.drill}
    if act := acts.get(given.what):
        numbers = [given.number] if given.number else files.numbers()
        held = [act(app, number, _show) for number in numbers]
        return 0 if all(held) else 1
    if not given.number:
        _show("请写明是第几版：jiuzhu release record 1")
        return 2
    recording.record(app, files.FOLDER / str(given.number), _show)
    return 0


def _estimate(given: argparse.Namespace) -> int:
    from local.policy_lab import estimate

    return estimate.run(given.file, given.on, given.pack, given.json)


def _pack_on_day(text: str) -> tuple[str, date | None]:
    """`NAME` or `NAME@YYYY-MM-DD`."""
    name, _, day = text.partition("@")
    return name, parse_day(day) if day else None


def _simulate(given: argparse.Namespace) -> int:
    from local.policy_lab import simulate

    return simulate.run(given.pack, given.on, given.households, given.json, given.page)


def _households(given: argparse.Namespace) -> int:
    from local.policy_lab import households

    for household in households.drawn(given.count, given.seed):
        print(json.dumps(household))
    return 0


if __name__ == "__main__":
    sys.exit(main())
