"""The files of the phone and of the mini program, as a browser asks for them."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path

from werkzeug import Response

HERE = Path(__file__).parent
TEXTS = frozenset({".js", ".json", ".wxml", ".wxss", ".wxs"})
SHOWN = frozenset({".html", ".css", ".js", ".wasm"})
"""What of this folder a browser may ask for."""
PICTURES = frozenset({".png", ".jpg", ".svg"})
mimetypes.add_type("text/javascript", ".js")


def answer(path: str, miniprogram: Path) -> Response:
    """The file at `path` below `/phone/`; 404 where there is none.

    `files.json` maps the path of every text of the mini program to its content; `files/` holds its
    pictures; all else is the phone itself.
    """
    if path == "files.json":
        return Response(json.dumps(texts(miniprogram)), content_type="application/json")
    if path.startswith("files/"):
        return _file(miniprogram, path.removeprefix("files/"), PICTURES)
    return _file(HERE, path or "phone.html", SHOWN)


def texts(miniprogram: Path) -> dict[str, str]:
    """The text of every file of the mini program that the engine reads, by its path."""
    return {
        file.relative_to(miniprogram).as_posix(): file.read_text("utf-8")
        for file in sorted(miniprogram.rglob("*"))
        if file.is_file() and file.suffix in TEXTS
    }


def _file(folder: Path, path: str, suffixes: frozenset[str]) -> Response:
    file = (folder / path).resolve()
    if not file.is_relative_to(folder) or file.suffix not in suffixes or not file.is_file():
        return Response("not found", 404)
    kind = mimetypes.guess_type(file.name)[0]
    return Response(file.read_bytes(), content_type=kind, headers={"Cache-Control": "no-cache"})
