"""One function asks another to carry something out, and waits for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Unavailable
from chalicelib.platform import aws


def carried_out(name: str, event: Mapping[str, Any]) -> bool:
    """Whether the function has carried out `event`; False where it still works after
    `aws.PATIENCE`, and goes on.

    Unavailable("function.failed") where it failed. Nothing of the event is kept by Lambda: it waits
    in no queue, and whoever asked knows at once what became of it.
    """
    from botocore.exceptions import ReadTimeoutError

    payload = json.dumps(event, ensure_ascii=False).encode()
    try:
        answer = aws.client("lambda").invoke(FunctionName=name, Payload=payload)
    except ReadTimeoutError:
        return False
    if answer.get("FunctionError"):
        raise Unavailable("function.failed")
    return True
