"""Files in S3: what is exchanged with the bank, and what departments leave."""

from __future__ import annotations

from pathlib import Path

from chalicelib.platform import aws
from chalicelib.platform.runtime.settings import settings

PIECE = 1024 * 1024
NO_FILE = frozenset({"404", "NoSuchKey", "NotFound"})


def put(key: str, content: bytes, **notes: str) -> None:
    """Write a file of the exchange, with notes that its readers need not know; writing the same
    again changes nothing."""
    bucket = settings().need("exchange_bucket")
    aws.client("s3").put_object(Bucket=bucket, Key=key, Body=content, Metadata=notes)


def notes_of(key: str) -> dict[str, str]:
    """The notes with which a file of the exchange was written; none where there is no such file."""
    client = aws.client("s3")
    try:
        found = client.head_object(Bucket=settings().need("exchange_bucket"), Key=key)
    except client.exceptions.ClientError as error:
        if error.response["Error"]["Code"] in NO_FILE:
            return {}
        raise
    return dict(found["Metadata"])


def names(prefix: str) -> list[str]:
    """The names of the exchange's files below a prefix, in order."""
    client, bucket = aws.client("s3"), settings().need("exchange_bucket")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


def versions(prefix: str) -> dict[str, str]:
    """The names of the exchange's files below a prefix, each with what changes with its content."""
    client, bucket = aws.client("s3"), settings().need("exchange_bucket")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    entries = (entry for page in pages for entry in page.get("Contents", []))
    return {entry["Key"]: entry["ETag"].strip('"') for entry in entries}


def some(prefix: str, after: str, most: int) -> dict[str, str]:
    """As `versions`, but of the files that follow a name ("" for the first) at `most` 1000."""
    client, bucket = aws.client("s3"), settings().need("exchange_bucket")
    page = client.list_objects_v2(Bucket=bucket, Prefix=prefix, StartAfter=after, MaxKeys=most)
    return {entry["Key"]: entry["ETag"].strip('"') for entry in page.get("Contents", [])}


def fetch(name: str, path: Path, most: int) -> bool:
    """Bring a file of the exchange to a local one, piece by piece; False where it is over `most`
    bytes.
    """
    answer = aws.client("s3").get_object(Bucket=settings().need("exchange_bucket"), Key=name)
    if answer["ContentLength"] > most:
        return False
    with path.open("wb") as file:
        for piece in answer["Body"].iter_chunks(PIECE):
            file.write(piece)
    return True


def read_up_to(name: str, most: int) -> bytes | None:
    """The content of one file of the exchange; None where it is over `most` bytes."""
    answer = aws.client("s3").get_object(Bucket=settings().need("exchange_bucket"), Key=name)
    return None if answer["ContentLength"] > most else bytes(answer["Body"].read())


def read(name: str) -> bytes:
    """The content of one file of the exchange."""
    answer = aws.client("s3").get_object(Bucket=settings().need("exchange_bucket"), Key=name)
    content: bytes = answer["Body"].read()
    return content
