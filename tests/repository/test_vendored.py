"""Others' files that lie in the repository are the ones that their packages hold."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FOLDERS = [ROOT / "local/phone/vendor", ROOT / "tests/browser/vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_file_is_listed_with_its_digest(folder):
    packages = tomllib.loads((folder / "VENDORED.toml").read_text("utf-8"))["package"]
    listed = {file["name"]: file["sha256"] for one in packages for file in one["file"]}
    held = {path.name for path in folder.iterdir()} - {"VENDORED.toml"}
    assert held == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_the_licence_lies_beside(folder):
    packages = tomllib.loads((folder / "VENDORED.toml").read_text("utf-8"))["package"]
    assert {one["licence"] for one in packages} <= {"MIT", "MPL-2.0"}
    assert (folder / "LICENSE").read_text("utf-8").strip()
