"""What the scripts of the mini program ask of the service."""

from __future__ import annotations

import re

from local.serve import MINIPROGRAM

CALL = re.compile(r"(?:call|exchange)\(\s*'(GET|POST|PUT)',\s*(?:'([^']*)'|`([^`]*)`|(\w+))")
PATH = re.compile(r"const (path) =\s*`([^`]*)`")


def paths() -> set[str]:
    """Every method and path that a script asks, what is filled in as {}."""
    found = set()
    for file in MINIPROGRAM.rglob("*.js"):
        text = file.read_text("utf-8")
        named = dict(PATH.findall(text))
        for method, plain, template, name in CALL.findall(text):
            path = plain or template or named[name]
            found.add(f"{method} {re.sub(r'[$][{][^{}]*[}]', '{}', path).partition('?')[0]}")
    return found
