"""Every function starts from the zip alone, with the role, the names and the time meant for it."""

import io
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from botocore.stub import Stubber
from pypdf import PdfReader

from chalicelib.platform import aws
from chalicelib.platform.aws import papers
from local.cloud import permissions, processes
from tests.support.searches import search
from tools import package

IN_LAMBDA = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")


@pytest.fixture(scope="session")
def runtime(tmp_path_factory):
    """The packages that Lambda's Python brings, and nothing else of this environment."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in IN_LAMBDA:
        origin = Path(find_spec(name).origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
    return folder


START = """
import sys
sys.path[:0] = sys.argv[1:3]
from importlib import import_module
module, *names = sys.argv[3:]
held = import_module(module)
assert all(callable(getattr(held, name)) for name in names)
assert held.__file__.startswith(sys.argv[1]) and held.__cached__.endswith(".pyc")
from chalicelib.platform import aws
aws.client("dynamodb")
"""
NEEDED = """
import sys
sys.path[:0] = sys.argv[1:3]
from datetime import date
from chalicelib.domain import dates, digits, identity
calendar = dates.WorkCalendar(date(2023, 12, 31))
assert [calendar.is_working_day(date(2023, 1, day)) for day in (27, 28, 29)] == [False, True, True]
assert identity.checked("220201194912310025") and identity.code_known("220201194912310025")
assert dates.SHANGHAI.key == "Asia/Shanghai"
import jwt, openpyxl, jinja2
jwt.decode(jwt.encode({"a": 1}, bytes(32), "HS256"), bytes(32), algorithms=["HS256"])
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
AESGCM(bytes(32)).encrypt(bytes(12), b"", None)
from chalicelib.platform.pages import rendering
assert jinja2.Environment(autoescape=True).from_string("{{ a }}").render(a="<") == "&lt;"
from app import app
from chalicelib.platform.http import routes_of
from chalicelib.platform.pages.site import pages_of
assert len([*routes_of(app), *pages_of(app)]) > 100
"""
"""What functions load only when they need it: the calendar, numbers, tokens, seals, pages."""
DRAWN = """
import sys
sys.path[:0] = sys.argv[1:3]
from chalicelib.casefile.report.sheet import Sheet, Table
from chalicelib.casefile.tasks import printed
table = Table("家庭成员", ("姓名",), (1,), (("乔𠀁",),))
sys.stdout.buffer.write(printed(Sheet("核对-1", "何静", "2022-12-29", (table,))))
"""


def process(code, *arguments):
    """A process of Lambda's: exit code, what it wrote, complaints."""
    command = [sys.executable, "-I", "-S", "-c", code, *arguments]
    environment = {"AWS_DEFAULT_REGION": "cn-north-1"}
    return subprocess.run(command, env=environment, capture_output=True)


def start(unpacked, runtime, module, *names):
    """Import a module for its handlers: exit code and complaints."""
    done = process(START, unpacked, runtime, module, *names)
    return done.returncode, done.stderr.decode()


@search
def test_every_handler_starts_from_its_zip_alone(artefact, unpacked, unpacked_print, runtime):
    zips = {"./deployment.zip": unpacked, "./print.zip": unpacked_print}
    handlers = [(f["CodeUri"], f["Handler"]) for f in artefact.functions.values()]
    assert len({handler for _, handler in handlers}) == len(permissions.variables())
    modules = {}
    for code, (module, _, name) in ((c, h.rpartition(".")) for c, h in handlers):
        modules.setdefault((code, module), []).append(name)
    for (code, module), names in modules.items():
        assert start(zips[code], runtime, module, *names) == (0, ""), module


def test_only_print_has_the_zip_with_the_fonts(artefact):
    codes = {name: function["CodeUri"] for name, function in artefact.functions.items()}
    assert codes.pop("Print") == "./print.zip"
    assert {*codes.values()} == {"./deployment.zip"}


def test_what_is_loaded_only_when_it_is_needed_is_in_the_zip(unpacked, runtime):
    done = process(NEEDED, unpacked, runtime)
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_print_draws_from_its_zip_alone_a_rare_name_too(unpacked_print, runtime):
    drawn = process(DRAWN, unpacked_print, runtime)
    assert drawn.stderr == b""
    (page,) = PdfReader(io.BytesIO(drawn.stdout)).pages
    assert "乔\U00020001" in page.extract_text()


def test_no_other_function_can_draw(unpacked, runtime):
    assert b"No module named 'fontTools'" in process(DRAWN, unpacked, runtime).stderr


def test_a_handler_that_the_zip_lacks_does_not_start(unpacked, runtime):
    assert "No module named 'local'" in start(unpacked, runtime, "local.town.world", "world")[1]


@pytest.fixture(params=package.REGIONS)
def region(request, monkeypatch):
    """A process in a region of either partition."""
    given = {"AWS_DEFAULT_REGION": request.param, "PAPERS_BUCKET": "papers"}
    given |= {"AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    aws.forget()
    processes.forget()
    yield request.param
    aws.forget()
    processes.forget()


def test_a_link_and_a_form_are_signed_as_china_and_kms_ask(region):
    with Stubber(aws.client("s3")) as held:
        held.add_response("head_object", {"ContentType": "image/jpeg"})
        link = papers.link("c1", "0" * 64, "000000000001-00000000")
    form = papers.upload("a1", "0" * 64, "image/jpeg")
    assert f"{region}%2Fs3%2Faws4_request" in link
    assert form["fields"]["x-amz-algorithm"] == "AWS4-HMAC-SHA256"


def test_every_function_is_given_what_the_configuration_says(artefact):
    variables = permissions.variables()
    assert {named(name) for name in variables} == set(artefact.functions)
    for function, told in variables.items():
        given = artefact.functions[named(function)]["Environment"]["Variables"]
        assert given == {n: {"Fn::Sub": v} if "${" in v else v for n, v in told.items()}


def named(function):
    """A function's name in the template; Chalice has a name of its own for the API's."""
    return "APIHandler" if function == "api_handler" else function.title().replace("_", "")


def test_every_function_has_the_role_that_was_written_for_it(artefact):
    for function in permissions.variables():
        role = artefact.functions[named(function)]["Role"]["Fn::GetAtt"][0]
        held = artefact.resources[role]["Properties"]
        policy = json.loads((permissions.CHALICE / f"policies/{function}.json").read_text("utf-8"))
        own, in_a_network = held["Policies"]
        assert own["PolicyDocument"] == policy
        assert in_a_network["Fn::If"][0] == "HasSubnets"
        assert "ManagedPolicyArns" not in held


def test_a_step_outlasts_its_function(artefact):
    """So that the workflow gets the error, and not only a timeout."""
    definition = json.loads(
        artefact.resources["ApplicationWorkflow"]["Properties"]["DefinitionString"]
    )
    for name, step in definition["States"].items():
        if "FunctionName" in step.get("Parameters", {}) and "TimeoutSeconds" in step:
            function = step["Parameters"]["FunctionName"].strip("${}")
            assert artefact.functions[function]["Timeout"] < step["TimeoutSeconds"], name


def test_the_api_answers_before_its_gateway_gives_up(artefact):
    assert artefact.functions["APIHandler"]["Timeout"] <= 29


def test_one_reconciler_works_at_a_time(artefact):
    assert artefact.functions["Reconcile"]["ReservedConcurrentExecutions"] == 1
