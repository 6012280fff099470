"""What a process keeps between its invocations, apart for each function.

On AWS no two functions share a process: a data key or a secret that one holds open is closed to
the others, and each must be allowed to open it. Here all run in one process, and still each opens
its own.
"""

from __future__ import annotations

from collections import UserDict, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from chalicelib.directory import store
from chalicelib.platform.aws import secrets
from chalicelib.platform.partners import tencent
from chalicelib.platform.runtime.settings import settings
from chalicelib.platform.store import sealing
from local.cloud.calls import function_name


class PerFunction(UserDict[Any, Any]):
    """A dict of its own for whichever function is at work; clearing it clears that of all."""

    def __init__(self) -> None:
        self.held: defaultdict[str, dict[Any, Any]] = defaultdict(dict)

    @property
    def data(self) -> dict[Any, Any]:  # type: ignore[override]
        """What the function at work keeps."""
        return self.held[function_name.get()]

    def clear(self) -> None:
        """Every process ends."""
        self.held.clear()


@contextmanager
def apart() -> Iterator[None]:
    """Functions keep nothing in common in here."""
    with (
        patch.object(sealing, "_open", PerFunction()),
        patch.object(secrets, "_cached", PerFunction()),
    ):
        yield


def open_keys() -> dict[str, dict[Any, Any]]:
    """The data keys that each function holds open."""
    opened: Any = sealing._open
    return {function: dict(keys) for function, keys in opened.held.items()}


def reopen(keys: Mapping[str, Mapping[Any, Any]]) -> None:
    """Let each function hold open what it held."""
    opened: Any = sealing._open
    for function, held in keys.items():
        opened.held[function].update(held)


def forget() -> None:
    """Drop whatever the process cached of a deployment: open keys, secrets, tokens, settings."""
    sealing.forget()
    store.forget()
    secrets.forget()
    tencent.forget()
    settings.cache_clear()
