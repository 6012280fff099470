"""HTTP calls of functions to partners (WeChat, WeCom, departments), observed like AWS calls.

A call is reported as service `http`, its method, and host and path; a query may carry a secret and
is left out. What the sandbox's own clients ask over HTTP is nobody's call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import urllib3

from local.cloud.calls import OUTSIDE, WORKFLOW, AwsCall, function_name

_real_request = urllib3.PoolManager.request


@contextmanager
def observed_by(hook: Callable[[str, AwsCall], None]) -> Iterator[None]:
    """Call `hook` "before" and "after" each call in here; what it raises, the caller gets."""

    def request(self: urllib3.PoolManager, method: str, url: str, **more: Any) -> Any:
        function = function_name.get()
        if function in {OUTSIDE, WORKFLOW}:
            return _real_request(self, method, url, **more)
        parts = urlsplit(url)
        call = AwsCall(function, "http", method, f"{parts.hostname}{parts.path}")
        hook("before", call)
        answer = _real_request(self, method, url, **more)
        hook("after", call)
        return answer

    with patch.object(urllib3.PoolManager, "request", request):
        yield
