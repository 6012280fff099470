"""The entry: creates the app and registers every blueprint; nothing else."""

from chalice.app import Chalice

from chalicelib import reactors
from chalicelib.applications import routes as applications
from chalicelib.approval import routes as approval
from chalicelib.approval import tasks as approval_tasks
from chalicelib.assessment import routes as assessment
from chalicelib.assessment import tasks as assessment_tasks
from chalicelib.casefile import routes as casefile
from chalicelib.casefile import tasks as casefile_tasks
from chalicelib.certification import routes as certification
from chalicelib.complaints import routes as complaints
from chalicelib.directory import routes as directory
from chalicelib.directory.sessions import sign_ins
from chalicelib.forms import routes as forms
from chalicelib.helpers import routes as helpers
from chalicelib.oversight import routes as oversight
from chalicelib.payments import routes as payments
from chalicelib.platform import http, pages
from chalicelib.platform.http import about
from chalicelib.reconsiderations import routes as reconsiderations
from chalicelib.search import routes as search
from chalicelib.verification import routes as verification
from chalicelib.verification import tasks as verification_tasks
from chalicelib.worklists import routes as worklists

app = Chalice(app_name="jiuzhu", configure_logs=False)  # the suite's log has its own form

http.install(app, actor_lookup=sign_ins.actor_behind)
about.install(app)

pages.install(
    app,
    (
        "chalicelib.directory.pages",
        "chalicelib.worklists.pages",
        "chalicelib.search.pages",
        "chalicelib.applications.pages",
        "chalicelib.approval.pages",
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

app.register_blueprint(directory.bp)
app.register_blueprint(applications.bp)
app.register_blueprint(approval.bp)
app.register_blueprint(casefile.bp)
app.register_blueprint(complaints.bp)
app.register_blueprint(forms.bp)
app.register_blueprint(helpers.bp)
app.register_blueprint(assessment.bp)
app.register_blueprint(certification.bp)
app.register_blueprint(oversight.bp)
app.register_blueprint(payments.bp)
app.register_blueprint(reconsiderations.bp)
app.register_blueprint(search.bp)
app.register_blueprint(verification.bp)
app.register_blueprint(worklists.bp)
app.register_blueprint(verification_tasks.bp, name_prefix="verification_")
app.register_blueprint(approval_tasks.bp, name_prefix="approval_")
app.register_blueprint(assessment_tasks.bp, name_prefix="assessment_")
app.register_blueprint(casefile_tasks.bp)
app.register_blueprint(reactors.bp)
