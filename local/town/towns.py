"""Towns one after another, for whoever begins anew."""

from __future__ import annotations

import threading
from contextlib import ExitStack

from chalice.app import Chalice

from chalicelib.platform.runtime.clock import SystemClock
from local.cloud.real_clock import RealClock
from local.town.world import World, world


class Towns:
    """One town after another, each from the time of today on: the thread that built the first
    builds the others, when asked."""

    def __init__(self, app: Chalice) -> None:
        self._app, self._open = app, ExitStack()
        self._asked, self._built = threading.Event(), threading.Event()
        self.newest = self._another()

    def __enter__(self) -> Towns:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def renewed(self) -> tuple[World, RealClock]:
        """Another town with its clock, once it is built; asked by any other thread."""
        self._built.clear()
        self._asked.set()
        self._built.wait()
        return self.newest

    def renew(self) -> None:
        """Build another town in the place of this one, if one is asked for."""
        if self._asked.is_set():
            self._asked.clear()
            self._open.close()
            self.newest = self._another()
            self._built.set()

    def _another(self) -> tuple[World, RealClock]:
        clock = RealClock(SystemClock().now())
        return self._open.enter_context(world(self._app, clock)), clock
