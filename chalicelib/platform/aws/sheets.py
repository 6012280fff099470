"""Printed sheets: drawn by the function *print*, read through a short link, gone after a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.domain import photos
from chalicelib.domain.errors import Refused
from chalicelib.platform import aws
from chalicelib.platform.aws import papers
from chalicelib.platform.aws.functions import carried_out
from chalicelib.platform.runtime.settings import settings


def order(case_id: str, id_: str, sheet: Mapping[str, Any]) -> None:
    """Have a sheet drawn; what takes longer than one can wait for is drawn all the same."""
    event = {"case_id": case_id, "id": id_, "sheet": sheet}
    carried_out(settings().need("print_function"), event)


def keep(case_id: str, id_: str, content: bytes) -> None:
    """Leave a sheet that was drawn where its reader finds it; the same again changes nothing."""
    aws.client("s3").put_object(
        Bucket=settings().need("papers_bucket"),
        Key=_key(case_id, id_),
        Body=content,
        ContentType=photos.PDF,
    )


def link(case_id: str, id_: str, name: str) -> str:
    """An address under which the sheet can be fetched for five minutes, to be saved as `name`; ""
    where it is not there."""
    try:
        return papers.signed_link(_key(case_id, id_), name)
    except Refused:
        return ""


def _key(case_id: str, id_: str) -> str:
    return f"sheets/{case_id}/{id_}"
