"""Departments in the browser: which of them fail, and a held file is accepted or refused."""

from __future__ import annotations

from chalicelib.platform.http import NO_SUBJECT, Audience, Call
from chalicelib.platform.pages import Pages, Shown
from chalicelib.platform.partners.departments.files import HELD
from chalicelib.records.law import law_on
from chalicelib.verification.contract import SourceStatus
from chalicelib.verification.files import shown
from chalicelib.words import say

pages = Pages("verification")


@pages.page("/desk/sources", audience=Audience.STAFF, check=NO_SUBJECT, template="sources.html")
def listed(call: Call) -> Shown:
    """Every department that is asked, which of them fail, and the newest file of each that leaves
    files."""
    found = shown.listed(call.now, law_on(call.now)).sources
    held = [one for one in found if one.file and one.file.status == HELD]
    failing = [one for one in found if one.failures]
    return Shown("desk.sources.title", values={"sources": found, "held": held, "failing": failing})


@pages.form(
    "/desk/sources/{department}",
    audience=Audience.STAFF,
    check=shown.files_of,
    submits="POST /v1/department-files/{department}/decision",
    then=lambda _path, _file: Shown(to="/desk/sources?done=department_file"),
    template="record.html",
    folder="platform/pages",
    words="department_file",
)
def decide(call: Call) -> Shown:
    """A file that was held because it lost too many rows, and the form to accept or refuse it."""
    listed = shown.listed(call.now, law_on(call.now)).sources
    found: SourceStatus = next(one for one in listed if one.code == call.subject)
    file = found.file or shown.file_of(None)
    facts = [
        (say("field.source"), found.name),
        (say("field.file"), file.name),
        (say("desk.case.state"), file.status_words),
        (say("desk.sources.rows"), f"{file.rows_before} → {file.rows}"),
    ]
    title = "desk.step.department_file"
    return Shown(
        title,
        values={"facts": facts, "lines": [file.next], "submit": title, "back": "/desk/sources"},
        fixed={"file": file.name, "rows": str(file.rows)},
    )
