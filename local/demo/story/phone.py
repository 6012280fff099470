"""The phone of `local/phone` and the mini program, packed into the story: its own engine draws the
families' phones in the reader's browser."""

from __future__ import annotations

import base64
import gzip
import json
import re
from pathlib import Path

from local.phone.files import texts

ROOT = Path(__file__).parent.parent.parent.parent
MINIPROGRAM, PHONE = ROOT / "miniprogram", ROOT / "local/phone"
SHEETS = ("screen.css", "tags.css")
RELATIVE = re.compile(r"""(\bfrom\s*|\bimport\s+)(['"])(\.{1,2}/[^'"]+)\2""")
BODY = re.compile(r"<body>(.*)</body>", re.DOTALL)


def files() -> str:
    """The mini program's texts, and the scripts, sheets and page of the phone: JSON, compressed,
    in base64."""
    body = BODY.search((PHONE / "screen.html").read_text("utf-8"))
    assert body is not None
    content = {
        "texts": texts(MINIPROGRAM),
        "modules": _modules(),
        "style": "\n".join((PHONE / name).read_text("utf-8") for name in SHEETS),
        "body": body.group(1),
    }
    return _packed(json.dumps(content, ensure_ascii=False).encode())


def compiler() -> str:
    """The compiler of templates (WebAssembly), compressed, in base64."""
    return _packed((PHONE / "vendor/compiler.wasm").read_bytes())


def _modules() -> dict[str, str]:
    """The scripts of the phone by name. They name each other in full: a page without a server has
    no folders."""
    found = {
        file.relative_to(PHONE).as_posix(): file.read_text("utf-8")
        for folder in ("engine", "tags", "wx", "vendor")
        for file in sorted((PHONE / folder).rglob("*.js"))
    }
    return {f"phone/{path}": _named_in_full(path, text) for path, text in found.items()}


def _named_in_full(path: str, text: str) -> str:
    here = (PHONE / path).parent

    def named(match: re.Match[str]) -> str:
        before, mark, to = match.groups()
        full = (here / to).resolve().relative_to(PHONE.resolve()).as_posix()
        return f"{before}{mark}phone/{full}{mark}"

    return RELATIVE.sub(named, text)


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, mtime=0)).decode()
