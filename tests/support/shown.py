"""What a partner could read in what it was sent."""

from __future__ import annotations

import re
from base64 import b64decode


def could_read(secret, received):
    """Whether somebody could read a secret in requests: plain, decoded, or in a Basic password."""
    said = b"".join(received)
    said += b"".join(b64decode(one) for one in re.findall(rb"Basic ([0-9A-Za-z+/=]+)", said))
    return any(form in said for form in (secret.encode(), _decoded(secret)))


def _decoded(secret):
    try:
        return b64decode(secret, validate=True)
    except ValueError:
        return secret.encode()
