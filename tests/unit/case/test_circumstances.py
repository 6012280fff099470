"""What the office found takes the place of what was declared."""

import pytest

from chalicelib.case import circumstances

NEW, NEWER = "2022-08-20", "2022-11-01"


def wage(yuan, since=None):
    return {"member": 0, "kind": "wage", "amount_fen": yuan * 100, "since": since}


@pytest.mark.parametrize(
    ("wages", "job"),
    [
        ([wage(900, NEW)], (True, NEW)),
        ([wage(900, NEW), wage(0)], (True, NEW)),  # the earlier job is over
        ([wage(0), wage(900, NEW)], (True, NEW)),
        ([wage(900, NEWER), wage(300, NEW)], (True, NEW)),
        ([wage(900, NEW), wage(300)], (True, None)),  # never without work
        ([wage(0), wage(0)], (False, None)),
    ],
)
def test_who_works_and_since_when_follows_from_every_job_whichever_is_said_first(wages, job):
    declared = {"members": [{"works": True, "employed_since": "2020-01-01"}], "incomes": []}
    (member,) = circumstances.applied(declared, {"incomes": wages})["members"]
    assert (member["works"], member["employed_since"]) == job
