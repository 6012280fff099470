"""Files in S3: what is exchanged with the bank."""

from __future__ import annotations

from chalicelib.platform import aws
from chalicelib.platform.settings import settings


def put(key: str, content: bytes) -> None:
    """Write a file of the exchange; writing the same again changes nothing."""
    aws.client("s3").put_object(Bucket=settings().need("exchange_bucket"), Key=key, Body=content)


def read_all(prefix: str) -> list[bytes]:
    """The files of the exchange below a prefix, in the order of their names."""
    client, bucket = aws.client("s3"), settings().need("exchange_bucket")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    names = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return [client.get_object(Bucket=bucket, Key=name)["Body"].read() for name in names]
