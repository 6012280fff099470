"""HTTP calls of functions to partners (WeChat, WeCom, departments), told as AWS calls are.

A call is told as service `http`, its method, and host and path; a query may carry a secret and is
left out. What the sandbox's own clients ask over HTTP is nobody's call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import urllib3

from local.cloud.calls import OUTSIDE, WORKFLOW, Call, function_name

_real_request = urllib3.PoolManager.request


@contextmanager
def told_to(tell: Callable[[str, Call], None]) -> Iterator[None]:
    """Tell of each call "before" and "after" it in here; what `tell` raises, the caller sees."""

    def request(self: urllib3.PoolManager, method: str, url: str, **more: Any) -> Any:
        function = function_name.get()
        if function in {OUTSIDE, WORKFLOW}:
            return _real_request(self, method, url, **more)
        parts = urlsplit(url)
        call = Call(function, "http", method, f"{parts.hostname}{parts.path}")
        tell("before", call)
        answer = _real_request(self, method, url, **more)
        tell("after", call)
        return answer

    with patch.object(urllib3.PoolManager, "request", request):
        yield
