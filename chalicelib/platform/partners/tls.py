"""How partners are reached: over TLS 1.2 or newer, with their certificate checked.

Plain HTTP is for this machine alone, where the sandbox has its simulators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from chalicelib.domain.errors import Broken

if TYPE_CHECKING:
    from urllib3 import PoolManager

THIS_MACHINE = "127.0.0.1"


def secured(base_url: str) -> str:
    """`base_url`; Broken("settings.insecure") where it is neither https nor on this machine."""
    parts = urlsplit(base_url)
    if parts.scheme == "https" or (parts.scheme, parts.hostname) == ("http", THIS_MACHINE):
        return base_url
    raise Broken("settings.insecure")


def pool(**options: Any) -> PoolManager:
    """Connections that speak TLS 1.2 or newer; `options` are urllib3's."""
    import ssl

    from urllib3 import PoolManager

    return PoolManager(ssl_minimum_version=ssl.TLSVersion.TLSv1_2, **options)
