"""Files that somebody uploaded and a case names: from then on they are kept with the case."""

from __future__ import annotations

from datetime import datetime

from chalicelib.case import case as cases
from chalicelib.platform.aws import papers
from chalicelib.platform.runtime import log
from chalicelib.records.law import Law


def bind_papers(case_id: str, _seq: int, _now: datetime, _law: Law) -> None:
    """Keep every file that was named with its case, from whosever account it was uploaded."""
    case = cases.load(case_id)
    for account, digests in case.uploads.items():
        for _ in papers.bind(account, sorted(digests), case.id):
            log.error("a file is not what its digest says", code="paper.altered", case_id=case.id)
