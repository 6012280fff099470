"""Files that somebody uploaded and a case names: from then on they are kept with the case."""

from __future__ import annotations

from datetime import datetime

from chalicelib.case import case as cases
from chalicelib.platform.aws import papers
from chalicelib.platform.runtime import log
from chalicelib.records.law import Law


def bind_papers(case_id: str, seq: int, _now: datetime, _law: Law) -> None:
    """Keep every file with its case that event `seq` named, from whosever account it was uploaded.

    A document that a later event wrote anew holds the files of the earlier one too.
    """
    case = cases.load(case_id)
    for account, digests in case.uploads_since(seq).items():
        for _ in papers.bind(account, sorted(digests), case.id):
            log.error("a file is not what its digest says", code="paper.altered", case_id=case.id)
