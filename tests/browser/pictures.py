"""`make pictures`: the README's pictures, from what the browser tests left in out/.

A screen of the phone or the desk is cut to what is seen without scrolling.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.office import PICTURES as DESK
from tests.browser.phone import HEIGHT, PICTURES, ROOT

SCREEN = 900
"""Of the desk, too, what is seen without scrolling."""
INTO = ROOT / "docs/pictures"
SOURCES = {
    # The picture of the README: what it is made of, and how high it is (0: as it is).
    "phone-home": (PICTURES / "journey-tian-01-home", HEIGHT),
    "phone-question": (PICTURES / "step-hardship-elder", HEIGHT),
    "phone-progress": (PICTURES / "journey-tian-08-审核", HEIGHT),
    "phone-letter": (PICTURES / "journey-tian-13-letter", HEIGHT),
    "desk": (PICTURES / "story", 0),
    "desk-list": (DESK / "whole-list", SCREEN),
    "desk-case": (DESK / "whole-case", SCREEN),
    "desk-visit": (DESK / "visit-signed-360", SCREEN),
    "desk-release": (DESK / "whole-release", SCREEN),
}
QUALITY = 0.8
AS_WEBP = """async ([png, height, quality]) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${png}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth;
  canvas.height = Math.min(height || Infinity, picture.naturalHeight);
  canvas.getContext('2d').drawImage(picture, 0, 0);
  return canvas.toDataURL('image/webp', quality).split(',')[1];
}"""


def make(named: Sequence[str] = ()) -> None:
    """Write every picture, or those named; the browser makes WebP of PNG."""
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = chromium.start(playwright, chromium.find(playwright), Path(folder))
        page = browser.new_page()
        for name in named or SOURCES:
            source, height = SOURCES[name]
            png = base64.b64encode(source.with_suffix(".png").read_bytes()).decode()
            webp = page.evaluate(AS_WEBP, [png, height, QUALITY])
            file = INTO / f"{name}.webp"
            file.write_bytes(base64.b64decode(webp))
            sys.stdout.write(f"{file.relative_to(ROOT)} {file.stat().st_size:,} bytes\n")
        browser.close()


if __name__ == "__main__":
    make(sys.argv[1:])
