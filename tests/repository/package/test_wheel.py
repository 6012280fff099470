"""A wheel holds every file of its packages: modules, the law, words, templates and fonts."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGES = ("chalicelib", "local", "tools")


def test_a_wheel_holds_every_file_of_its_packages(tmp_path):
    listed = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).split("\n")
    wanted = {name for name in listed if name == "app.py" or name.split("/")[0] in PACKAGES}
    for name in {*wanted, "pyproject.toml", "README.md"}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "chalicelib/__pycache__").mkdir()
    (tmp_path / "chalicelib/__pycache__/made.pyc").write_bytes(b"")
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "-w", tmp_path / "built", tmp_path], check=True)
    (wheel,) = (tmp_path / "built").glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == wanted
