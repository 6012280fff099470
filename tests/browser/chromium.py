"""Finds a Chromium on this machine, and starts it with glyphs for Chinese."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import noto_cjk_sans_otc

NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
    *("google-chrome-stable", "chrome", "microsoft-edge"),
)
PLACES = (
    "/usr/lib/chromium/chromium-headless-shell",
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
MISSING = "no Chromium: apt-get install chromium-headless-shell, or set JIUZHU_BROWSER"
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <edit name="family" mode="prepend" binding="strong"><string>Noto Sans CJK SC</string></edit>
  </match>
</fontconfig>
"""


def find(playwright) -> str:
    """The path of a browser: named by JIUZHU_BROWSER, on PATH, usual, or Playwright's; else ""."""
    named = os.environ.get("JIUZHU_BROWSER", "")
    if named:
        return named
    on_path = (shutil.which(name) for name in NAMES)
    usual = (place for place in PLACES if Path(place).is_file())
    downloaded = playwright.chromium.executable_path
    own = [downloaded] if Path(downloaded).is_file() else []
    return next((path for path in (*on_path, *usual, *own) if path), "")


def start(playwright, path: str, folder: Path):
    """Start the browser; the one font of its own is what the suite's letters are printed with.

    `folder` takes the browser's list of fonts.
    """
    fonts = folder / "fonts.conf"
    shipped = Path(noto_cjk_sans_otc.__file__).parent
    fonts.write_text(FONTS.format(folder=shipped, cache=folder / "cache"), "utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    sandbox = hasattr(os, "geteuid") and os.geteuid() != 0  # Chromium's own needs another user
    return playwright.chromium.launch(
        executable_path=path, env=environment, chromium_sandbox=sandbox
    )
