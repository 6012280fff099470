"""What S3 holds a signed POST form to, which moto lets pass: its policy, the length and the digest.

Each condition of the policy must hold, each field of the form be named by one ("POST policy",
Amazon S3 API reference), and the file have the checksum that the form gives. When it ends is left
out: it is signed by the real clock.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from werkzeug.formparser import parse_form_data
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CHECKSUM = "x-amz-checksum-sha256"
UNNAMED = {"policy", "file", "awsaccesskeyid", "signature", "x-amz-signature"}
"""Fields of which no condition need speak."""
_ERROR = "<Error><Code>{code}</Code><Message>{message}</Message></Error>"


def held(application: WSGIApplication) -> WSGIApplication:
    """The application, which gets no form that S3 would refuse."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or "multipart" not in environ.get(
            "CONTENT_TYPE", ""
        ):
            return application(environ, start)
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        fault = next(_faults({**environ, "wsgi.input": BytesIO(sent)}), None)
        if fault is None:
            return application({**environ, "wsgi.input": BytesIO(sent)}, start)
        status, code, message = fault
        text = _ERROR.format(code=code, message=message)
        return Response(text, status, content_type="application/xml")(environ, start)

    return answer


def _faults(environ: WSGIEnvironment) -> Iterator[tuple[int, str, str]]:
    """Status, code and message of what S3 refuses."""
    _, form, files = parse_form_data(environ)
    fields = {name.lower(): value for name, value in form.items()}
    content = files["file"].read() if "file" in files else b""
    if "policy" not in fields:
        yield 403, "AccessDenied", "Access Denied"
        return
    conditions = json.loads(base64.b64decode(fields["policy"]))["conditions"]
    fields_and_bucket = {**fields, "bucket": environ["PATH_INFO"].strip("/").partition("/")[0]}
    for one in conditions:
        yield from _broken(one, fields_and_bucket, len(content))
    named = {_name(one) for one in conditions}
    for name in fields.keys() - named - UNNAMED:
        yield 403, "AccessDenied", f"Extra input fields: {name}"
    if CHECKSUM in fields and _digest(content) != fields[CHECKSUM]:
        yield 400, "BadDigest", "The SHA256 you specified did not match what we received."


def _broken(
    one: Any, fields_and_bucket: Mapping[str, str], length: int
) -> Iterator[tuple[int, str, str]]:
    """What is wrong by one condition of a policy."""
    if isinstance(one, dict):
        one = ["eq", *next(iter(one.items()))]
    how, what, wanted = one
    if how == "content-length-range":
        if length < int(what):
            yield 400, "EntityTooSmall", "Your proposed upload is too small."
        if length > int(wanted):
            yield 400, "EntityTooLarge", "Your proposed upload is too large."
        return
    given = fields_and_bucket.get(what.lstrip("$").lower(), "")
    if not (given == wanted if how == "eq" else given.startswith(wanted)):
        yield 403, "AccessDenied", f"Invalid according to Policy: Policy Condition failed: {one}"


def _name(one: Any) -> str:
    return str(next(iter(one)) if isinstance(one, dict) else one[1]).lstrip("$").lower()


def _digest(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()
