"""Photos and files of a family: uploaded straight to S3, bound to a case, read through short links.

An upload is allowed for one digest, one media type and a size; S3 checks all three. It lies in
quarantine under its account until the case that names it is submitted; a lifecycle rule clears
what no case names. A file is checked when it is named, so that the family learns at once, and
of all at the same time, which photo to take again.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain import photos
from chalicelib.domain.errors import Refused
from chalicelib.domain.photos import LOOKED_AT
from chalicelib.platform import aws
from chalicelib.platform.runtime.settings import settings

MOST_BYTES = 10 * 1024 * 1024
KEPT_FOR = timedelta(days=30)
"""How long an upload surely lies in quarantine: the bucket's lifecycle rule clears it later."""
UNNAMED, AS_BYTES = "new-", "application/octet-stream"
"""How the key of a file begins that has no name yet, and as what it is sent."""
UPLOAD_SECONDS = 15 * 60
READ_SECONDS = 5 * 60
SUFFIXES = {photos.JPEG: "jpg", photos.PNG: "png", photos.PDF: "pdf"}


def upload(account: str, digest: str, media_type: str) -> dict[str, Any]:
    """Where and with which form fields the phone may POST a file: `url` and `fields`."""
    checksum = base64.b64encode(bytes.fromhex(digest)).decode()
    fields = {"Content-Type": media_type, "x-amz-checksum-sha256": checksum}
    allowed: list[Any] = [{name: value} for name, value in fields.items()]
    return aws.client("s3").generate_presigned_post(
        _bucket(),
        _quarantined(account, digest),
        Fields=fields,
        Conditions=[*allowed, ["content-length-range", 1, MOST_BYTES]],
        ExpiresIn=UPLOAD_SECONDS,
    )


def upload_unnamed(account: str, back: str = "") -> dict[str, Any]:
    """As `upload`, for a page that has no script and cannot know the digest of a file beforehand.

    S3 then leads on to the address `back`, with the file's key; `named` gives the file its name.
    """
    key = _quarantined(account, f"{UNNAMED}{secrets.token_hex(16)}")
    fields = {"Content-Type": AS_BYTES, **({"success_action_redirect": back} if back else {})}
    allowed: list[Any] = [{name: value} for name, value in fields.items()]
    given: dict[str, Any] = aws.client("s3").generate_presigned_post(
        _bucket(),
        key,
        Fields=fields,
        Conditions=[*allowed, ["content-length-range", 1, MOST_BYTES]],
        ExpiresIn=UPLOAD_SECONDS,
    )
    return given


def origin_of_store() -> str:
    """The origin to which files are sent, as the policy of a page names it."""
    link = aws.client("s3").generate_presigned_url("head_bucket", {"Bucket": _bucket()})
    scheme, host, *_ = urlsplit(link)
    return f"{scheme}://{host}"


def named(account: str, key: str) -> str:
    """Store a file that was uploaded without a name under its digest, and answer that.

    Refused("paper.not_found") where the account uploaded none under that key, and
    ("paper.unreadable") for a file that cannot be opened.
    """
    if not (key.startswith(_quarantined(account, "")) and re.search("/new-[0-9a-f]{32}$", key)):
        raise Refused("paper.not_found")
    client = aws.client("s3")
    try:
        whole = client.get_object(Bucket=_bucket(), Key=key)["Body"].read()
    except client.exceptions.NoSuchKey:
        raise Refused("paper.not_found") from None
    media_type = photos.picture(whole)
    if photos.fault(media_type, len(whole), whole, whole[-LOOKED_AT:]):
        raise Refused("paper.unreadable")
    digest = hashlib.sha256(whole).hexdigest()
    place = _quarantined(account, digest)
    client.put_object(Bucket=_bucket(), Key=place, Body=whole, ContentType=media_type)
    return digest


@dataclass(frozen=True)
class StoredFile:
    """What was found where a file should lie: the code of what keeps it from being read, if
    anything does, and until when it is surely there."""

    fault: str | None
    until: datetime | None = None


def look(account: str, digests: Iterable[str], now: datetime) -> dict[str, StoredFile]:
    """Look at uploaded files, by digest: one call of S3 each.

    The codes are those of `photos.fault`, "application.paper_not_uploaded", and "paper.damaged"
    where it is not the file that its digest names.
    """
    return {digest: _look(account, digest, now) for digest in dict.fromkeys(digests)}


def _look(account: str, digest: str, now: datetime) -> StoredFile:
    client = aws.client("s3")
    try:
        found = client.get_object(Bucket=_bucket(), Key=_quarantined(account, digest))
    except client.exceptions.NoSuchKey:
        return StoredFile("application.paper_not_uploaded")
    whole = found["Body"].read()
    if len(whole) > MOST_BYTES or hashlib.sha256(whole).hexdigest() != digest:
        return StoredFile("paper.damaged")
    media_type, begins = found["ContentType"], whole[:LOOKED_AT]
    if photos.begins_later(media_type, len(whole), begins):
        begins = whole
    fault = photos.fault(media_type, len(whole), begins, whole[-LOOKED_AT:])
    return StoredFile(fault, min(found["LastModified"], now) + KEPT_FOR)


def bind(account: str, digests: Iterable[str], case_id: str) -> list[str]:
    """Copy files to their case; answers those whose bytes are not what their digest says.

    Binding again changes nothing, also after quarantine was cleared.
    """
    return [one for one in dict.fromkeys(digests) if not _bound(account, one, case_id)]


def _bound(account: str, digest: str, case_id: str) -> bool:
    client = aws.client("s3")
    try:
        found = client.get_object(Bucket=_bucket(), Key=_quarantined(account, digest))
    except client.exceptions.NoSuchKey:
        if _is_listed(_bound_key(case_id, digest)):  # a listing costs as much as twelve reads
            return True
        raise
    content = found["Body"].read()
    if hashlib.sha256(content).hexdigest() != digest:
        return False
    client.put_object(
        Bucket=_bucket(),
        Key=_bound_key(case_id, digest),
        Body=content,
        ContentType=found["ContentType"],
    )
    return True


def link(case_id: str, digest: str, name: str) -> str:
    """An address under which a bound file can be fetched for five minutes, to be saved as `name`.

    Refused("paper.not_found") where it is not bound yet.
    """
    return signed_link(_bound_key(case_id, digest), name)


def signed_link(key: str, name: str) -> str:
    """An address of an object of the bucket; Refused("paper.not_found") where there is none.

    A browser saves the file and shows nothing of it: S3 signs no `nosniff`, so that it is an
    attachment of one of three media types, whose first bytes were looked at or which we made,
    stands in its place.
    """
    client, bucket = aws.client("s3"), _bucket()
    try:
        media_type = client.head_object(Bucket=bucket, Key=key)["ContentType"]
    except client.exceptions.ClientError as refused:
        if refused.response["Error"]["Code"] == "404":
            raise Refused("paper.not_found") from None
        raise
    params = {
        "Bucket": bucket,
        "Key": key,
        "ResponseContentType": media_type,
        "ResponseContentDisposition": f'attachment; filename="{name}.{SUFFIXES[media_type]}"',
        "ResponseCacheControl": "private, no-store",
    }
    return str(client.generate_presigned_url("get_object", params, ExpiresIn=READ_SECONDS))


def _is_listed(key: str) -> bool:
    return bool(aws.client("s3").list_objects_v2(Bucket=_bucket(), Prefix=key)["KeyCount"])


def _quarantined(account: str, digest: str) -> str:
    return f"quarantine/{account}/{digest}"


def _bound_key(case_id: str, digest: str) -> str:
    return f"papers/{case_id}/{digest}"


def _bucket() -> str:
    return settings().need("papers_bucket")
