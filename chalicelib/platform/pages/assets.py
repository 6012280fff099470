"""The style sheet and scripts of pages: served under names that follow from their content, so that
browsers keep them for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from chalice.app import Response

from chalicelib.domain.errors import Refused
from chalicelib.platform.http.problem import HEADERS

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
KEPT = "public, max-age=31536000, immutable"
STATIC = "static"
"""Below this name of `/desk` files are, and no pages."""


@lru_cache(maxsize=1)
def _names() -> dict[str, Path]:
    """Every file by the name under which it is served."""
    found = {}
    for path in sorted(FOLDER.iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        found[f"{path.stem}-{digest}{path.suffix}"] = path
    return found


def name_of(file: str) -> str:
    """Under which name a file is served."""
    return next(name for name, path in _names().items() if path.name == file)


def answer(name: str) -> Response:
    """A file; Refused("request.not_found") where there is none of that name."""
    path = _names().get(name)
    if path is None:
        raise Refused("request.not_found")
    kept = {"Cache-Control": KEPT, "Content-Type": MEDIA_TYPES[path.suffix]}
    return Response(path.read_text("utf-8"), {**HEADERS, **kept}, 200)
