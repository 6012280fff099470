"""The deployed functions by name, found in the app and imported as Lambda imports them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from chalice.app import Chalice

from local.cloud.engine import Handler

API = "api_handler"


def deployed(app: Chalice) -> Mapping[str, Handler]:
    """Every function of the app by the name under which it is deployed."""
    found: dict[str, Handler] = {API: app}
    for function in app.pure_lambda_functions:
        module, _, name = function.handler_string.rpartition(".")
        found[function.name] = getattr(importlib.import_module(module), name)
    return found
