"""The entry: creates the app, and says where what it serves is to be found; nothing else.

Routes are in `chalicelib/routes.json`, which `make generate` writes from the routes themselves.
"""

from chalice.app import Chalice, LambdaFunction

from chalicelib.directory.sessions import sign_ins
from chalicelib.platform import http, pages

WORKERS = {
    "drive": "chalicelib.tasks.drive",
    "spread": "chalicelib.tasks.spread",
    "reconcile": "chalicelib.tasks.reconcile",
    "verification_verify": "chalicelib.verification.tasks.verify",
    "verification_index": "chalicelib.verification.tasks.index",
    "approval_wait": "chalicelib.approval.tasks.wait",
    "approval_overdue": "chalicelib.approval.tasks.overdue",
    "approval_conclude": "chalicelib.approval.tasks.conclude",
    "assessment_assess": "chalicelib.assessment.tasks.assess",
    "print": "chalicelib.casefile.tasks.draw",
}
"""What the workflow, the stream, the schedules and the API call; none of them loads this module."""

app = Chalice(app_name="jiuzhu", configure_logs=False)  # the suite's log has its own form

http.install(app, actor_lookup=sign_ins.actor_behind)
http.lead(app, http.listed())

pages.install(
    app,
    (
        "chalicelib.directory.pages",
        "chalicelib.worklists.pages",
        "chalicelib.search.pages",
        "chalicelib.applications.pages",
        "chalicelib.approval.pages.steps",
        "chalicelib.approval.pages.tasks",
        "chalicelib.approval.pages.notices",
        "chalicelib.approval.pages.delegation",
        "chalicelib.casefile.pages",
        "chalicelib.certification.pages",
        "chalicelib.complaints.pages",
        "chalicelib.helpers.pages",
        "chalicelib.oversight.pages",
        "chalicelib.payments.pages",
        "chalicelib.reconsiderations.pages",
        "chalicelib.verification.pages",
    ),
)

app.pure_lambda_functions += [
    LambdaFunction(app, name, handler)  # Chalice packages it by its name alone
    for name, handler in WORKERS.items()
]
