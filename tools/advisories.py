"""Known weaknesses of what ships, by a copy of advisories in the OSV form.

`python -m tools.advisories [COPY [DAYS]]` reads a folder or zip of them (`pypa/advisory-database`
in YAML, or the `PyPI/all.zip` of osv.dev in JSON; ossf.github.io/osv-schema says what they hold),
or fetches the zip from an address, that of osv.dev where none is given. It holds each against
`requirements.txt` and prints what fits: package, version, advisory, mended in. It exits 1 where
something fits, where the newest advisory of the copy is older than DAYS (7), where there is none
(an old copy knows nothing of what is new), and where the lock was not renewed for a quarter.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from chalicelib.platform.runtime import clock
from tools.requirements import ROOT, SHIPPED, pins

OSV = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip"
SECONDS = 120  # for a copy of some 30 MB
OLDEST_DAYS = 7
QUARTER_DAYS = 92
"""Within which every package is brought up to date (docs/security.md, Updates)."""

Advisory = Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Finding:
    """A package that ships in a version with a known weakness; `mended` is the first without it."""

    package: str
    version: str
    advisory: str
    mended: str


def read(copy: Path) -> Iterator[Advisory]:
    """The advisories of a folder or zip, those that were withdrawn not."""
    for name, text in _of_zip(copy) if copy.is_file() else _of_folder(copy):
        if reads := READERS.get(Path(name).suffix):
            advisory = reads(text)
            if "withdrawn" not in advisory:
                yield advisory


def brought(copy: str, folder: Path) -> Path | None:
    """The copy at a path; one at an address is fetched into `folder`, None where it cannot be."""
    if not copy.startswith(("http://", "https://")):
        return Path(copy)
    file = folder / "all.zip"
    try:
        with urllib.request.urlopen(copy, timeout=SECONDS) as answer:  # noqa: S310
            file.write_bytes(answer.read())
    except OSError as why:
        print(f"{copy} cannot be read: {why}")
        return None
    return file


def days_since_renewal(now: datetime) -> int:
    """How long ago what ships was brought up to date, by the commit that wrote the lock."""
    command = ["git", "log", "-1", "--format=%cI", "--", SHIPPED]
    committed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return (now - datetime.fromisoformat(committed.stdout.strip())).days


def _as_yaml(text: str) -> Any:
    # Every value as the text that it is: no object is made of it.
    return yaml.load(text, yaml.CBaseLoader)  # noqa: S506


READERS: dict[str, Callable[[str], Any]] = {".json": json.loads, ".yaml": _as_yaml}


def _of_folder(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in READERS:
            yield path.name, path.read_text("utf-8")


def _of_zip(file: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(file) as archive:
        for name in sorted(archive.namelist()):
            yield name, archive.read(name).decode()


def findings(advisories: Iterable[Advisory], versions: Mapping[str, str]) -> list[Finding]:
    """What of the advisories fits these packages (canonical name to version)."""
    found = set()
    for advisory in advisories:
        for affected in advisory.get("affected", ()):
            package = affected.get("package", {})
            name = str(canonicalize_name(package.get("name", "")))
            if package.get("ecosystem") == "PyPI" and name in versions:
                mended = weak(affected, versions[name])
                if mended is not None:
                    found.add(Finding(name, versions[name], advisory["id"], mended))
    return sorted(found)


def weak(affected: Mapping[str, Any], version: str) -> str | None:
    """The version in which it is mended, "" where in none, None where this one is not affected."""
    here = Version(version)
    mended = None
    for span in affected.get("ranges", ()):
        if span.get("type") == "ECOSYSTEM":
            mended = _within(span["events"], here) if mended is None else mended
    listed = version in affected.get("versions", ()) or here in _versions(affected)
    return "" if mended is None and listed else mended


def _within(events: Iterable[Mapping[str, str]], here: Version) -> str | None:
    """As `weak`, of one range: its events in order, each of which opens or closes it."""
    inside = False
    for kind, value in sorted((pair for e in events for pair in e.items()), key=_place):
        if kind == "introduced" and (value == "0" or here >= Version(value)):
            inside = True
        elif kind == "fixed" and inside:
            if here < Version(value):
                return value
            inside = False
        elif kind == "last_affected" and inside and here > Version(value):
            inside = False
    return "" if inside else None


def _place(event: tuple[str, str]) -> tuple[Version, bool]:
    kind, value = event
    return Version(value), kind != "introduced"


def _versions(affected: Mapping[str, Any]) -> Iterator[Version]:
    for text in affected.get("versions", ()):
        try:
            yield Version(text)
        except InvalidVersion:
            continue


def newest(advisories: Iterable[Advisory]) -> datetime | None:
    """When the newest advisory of a copy was changed; None where there is none."""
    modified = (datetime.fromisoformat(one["modified"]).astimezone(UTC) for one in advisories)
    return max(modified, default=None)


def main(arguments: list[str], now: datetime, lock_days: int) -> int:
    """Print what fits, and how old the copy is; 1 where anything is to be done, also where the lock
    was not renewed for `lock_days` that are too many."""
    with tempfile.TemporaryDirectory() as folder:
        copy = brought(arguments[0] if arguments else OSV, Path(folder))
        advisories = list(read(copy)) if copy else []
    oldest = int(arguments[1]) if len(arguments) > 1 else OLDEST_DAYS
    versions = {name: pin.version for name, pin in pins(ROOT / SHIPPED).items()}
    found, changed = findings(advisories, versions), newest(advisories)
    for one in found:
        mended = f"mended in {one.mended}" if one.mended else "mended in no version"
        print(f"{one.package} {one.version}: {one.advisory}, {mended}")
    days = (now - changed).days if changed else None
    age = f"the newest is {days} days old" if changed else "no copy of anything"
    print(f"{len(found)} of {len(advisories)} advisories fit {len(versions)} packages; {age}")
    old = days is None or days > oldest
    if old:
        print(f"the copy is too old to decide: at most {oldest} days")
    stale = lock_days > QUARTER_DAYS
    if stale:
        print(f"{SHIPPED} was not renewed for {lock_days} days: at most {QUARTER_DAYS}")
    return 1 if found or old or stale else 0


if __name__ == "__main__":
    today = clock.current().now()
    sys.exit(main(sys.argv[1:], today, days_since_renewal(today)))
