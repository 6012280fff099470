"""What the template promises, in both partitions of AWS."""

import json
import re
from datetime import timedelta

import pytest

from chalicelib.case import overdue
from chalicelib.payments.bank import discrepancies, unmatched
from chalicelib.platform.aws import papers
from chalicelib.platform.http import gateway
from chalicelib.platform.partners.departments.asking import UNREADABLE
from chalicelib.records.law import law_on
from chalicelib.verification.files import department_files
from local.cloud import permissions
from tools import package


def text(part):
    return json.dumps(part, ensure_ascii=False)


@pytest.mark.parametrize("region", package.REGIONS)
def test_the_transform_leaves_plain_resources(artefact, region):
    plain = package.expanded(artefact.template, region)["Resources"]
    assert not [name for name, r in plain.items() if r["Type"].startswith("AWS::Serverless")]
    functions = {n for n, r in plain.items() if r["Type"] == "AWS::Lambda::Function"}
    assert functions == set(artefact.functions)
    stages = [r for r in plain.values() if r["Type"] == "AWS::ApiGateway::Stage"]
    assert [stage["Properties"]["StageName"] for stage in stages] == ["api"]


def test_nothing_is_tied_to_one_partition(artefact):
    for arn in re.findall(r"arn:[^\"\s]+", text(artefact.template)):
        assert arn.startswith(("arn:${AWS::Partition}:", "arn:${Partition}:")), arn
    assert "amazonaws.com.cn" not in text(artefact.template)


def test_nothing_is_used_that_china_lacks(artefact):
    said = text(artefact.template)
    for missing in ("AWS::Cognito", "FunctionUrlConfig", "SnapStart", '"Active"', "states:::http"):
        assert missing not in said, missing
    api = artefact.resources["RestAPI"]["Properties"]
    assert api["EndpointConfiguration"] == "REGIONAL"


def test_every_partner_is_given_over_https(artefact):
    pattern = artefact.template["Parameters"]["SourcesBaseUrl"]["AllowedPattern"]
    assert pattern.startswith("https://")
    given = {
        value
        for told in permissions.variables().values()
        for name, value in told.items()
        if name.endswith("_BASE_URL")
    }
    assert {one for one in given if not one.startswith("https://")} == {"${SourcesBaseUrl}"}


def test_the_gateway_answers_its_own_refusals_as_problems(artefact):
    held = package.expanded(artefact.template)["Resources"]["RestAPI"]["Properties"]["Body"]
    responses = held["x-amazon-apigateway-gateway-responses"]
    assert responses.keys() == gateway.PROBLEMS.keys() >= {"DEFAULT_4XX", "DEFAULT_5XX"}
    for kind, response in responses.items():
        headers = response["responseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert all(value.count("'") == 2 for value in headers.values())
        problem = json.loads(response["responseTemplates"]["application/json"])
        assert str(problem["status"]) == response["statusCode"]
        assert problem["request_id"] == "$context.requestId"
        assert all(problem[field] for field in ("type", "code", "detail", "next")), kind


def test_nothing_of_a_case_lands_in_a_log(artefact):
    workflow = artefact.resources["ApplicationWorkflow"]["Properties"]
    assert workflow["LoggingConfiguration"]["IncludeExecutionData"] is False
    setting = artefact.resources["RestAPI"]["Properties"]["AccessLogSetting"]
    api_log = setting["Fn::If"][1]["Format"]
    assert "$context.resourcePath" in api_log  # the route as it was declared
    assert not re.search(r"\$context\.(path|identity|requestOverride)", api_log)


def test_every_log_is_kept_a_year(artefact):
    """Network logs are kept for six months at least (网络安全法, art. 21)."""
    groups = [r for r in artefact.resources.values() if r["Type"] == "AWS::Logs::LogGroup"]
    assert len(groups) == len(artefact.functions) + 2
    assert {group["Properties"]["RetentionInDays"] for group in groups} == {365}


def test_what_cannot_be_made_again_outlives_the_stack(artefact):
    kept = (
        "AWS::DynamoDB::Table",
        "AWS::S3::Bucket",
        "AWS::KMS::Key",
        "AWS::SecretsManager::Secret",
    )
    for name, resource in artefact.resources.items():
        if resource["Type"] in kept:
            assert resource["DeletionPolicy"] == "RetainExceptOnCreate", name
            assert resource["UpdateReplacePolicy"] == "Retain", name


def test_a_table_can_be_put_back_to_any_moment(artefact):
    tables = [r for r in artefact.resources.values() if r["Type"] == "AWS::DynamoDB::Table"]
    for table in tables:
        assert table["Properties"]["PointInTimeRecoverySpecification"]


@pytest.mark.parametrize("table", ["Cases", "People", "Directory", "Public"])
def test_what_is_kept_for_a_while_is_forgotten_by_itself(artefact, table):
    held = artefact.resources[f"{table}Table"]["Properties"]["TimeToLiveSpecification"]
    assert held == {"AttributeName": "expires", "Enabled": True}


def test_a_bucket_is_private_sealed_and_reached_by_tls_alone(artefact):
    buckets = {n for n, r in artefact.resources.items() if r["Type"] == "AWS::S3::Bucket"}
    guarded = set()
    for resource in artefact.resources.values():
        if resource["Type"] == "AWS::S3::BucketPolicy":
            told = resource["Properties"]["PolicyDocument"]["Statement"]
            denied = [one for one in told if "Fn::If" not in one]  # others are let in on demand
            assert {one["Effect"] for one in denied} == {"Deny"}
            assert [one["Condition"] for one in denied] == [
                {"Bool": {"aws:SecureTransport": "false"}},
                {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
            ]
            guarded.add(resource["Properties"]["Bucket"]["Ref"])
    assert guarded == buckets
    for name in buckets:
        properties = artefact.resources[name]["Properties"]
        assert all(properties["PublicAccessBlockConfiguration"].values())
        assert "aws:kms" in text(properties["BucketEncryption"])


def test_a_key_turns_and_seals_nothing_without_its_context(artefact):
    for name in ("DataKey", "TokenKey"):
        properties = artefact.resources[name]["Properties"]
        assert properties["EnableKeyRotation"]
        denied = [s for s in properties["KeyPolicy"]["Statement"] if s["Effect"] == "Deny"]
        assert permissions.KIND in text(denied[0]["Condition"])


def test_a_consumer_answers_for_each_event_and_sets_aside_what_fails(artefact):
    sources = [r for r in artefact.resources.values() if r["Type"].endswith("EventSourceMapping")]
    assert len(sources) == 2
    for source in sources:
        assert source["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert source["Properties"]["DestinationConfig"]["OnFailure"]
        assert source["Properties"]["BisectBatchOnFunctionError"]
        most, oldest = (
            source["Properties"].get(name, -1)
            for name in ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds")
        )
        # A record that the stream forgets after a day, unbounded, would reach no dead letters.
        assert most >= 0 or 0 < oldest < 24 * 3600
    waits = artefact.resources["DeadLettersWait"]["Properties"]
    assert waits["Dimensions"][0]["Value"]["Fn::GetAtt"] == ["TrailDeadLetters", "QueueName"]


def test_the_workflow_may_call_its_steps_and_nothing_else(artefact):
    workflow = artefact.resources["ApplicationWorkflow"]["Properties"]
    steps = {s for s in workflow["DefinitionSubstitutions"] if s != "Partition"}
    role = artefact.resources["WorkflowRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    invoke, deliver_logs = role["Statement"]
    assert {resource["Fn::GetAtt"][0] for resource in invoke["Resource"]} == steps
    assert all(action.startswith("logs:") for action in deliver_logs["Action"])


def test_nobody_is_awake_for_nothing(artefact):
    """An alarm has somebody to tell."""
    found = alarms(artefact)
    assert len(found) >= 14
    assert all(alarm["AlarmActions"] == [{"Ref": "Operators"}] for alarm in found.values())


def alarms(artefact):
    """The properties of every alarm by its name."""
    return {
        name: resource["Properties"]
        for name, resource in artefact.resources.items()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    }


def of_function(found, metric):
    """The function that each alarm on a metric of Lambda watches."""
    return {
        name: alarm["Dimensions"][0]["Value"]["Ref"]
        for name, alarm in found.items()
        if (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", metric)
    }


def test_operators_are_told_when_the_api_cannot_answer_or_is_near_its_limit(artefact):
    found = alarms(artefact)
    api = [
        {"Name": "ApiName", "Value": artefact.resources["RestAPI"]["Properties"]["Name"]},
        {"Name": "Stage", "Value": "api"},
    ]
    assert found["ApiFails"]["MetricName"] == "5XXError"
    assert found["ApiFails"]["Dimensions"] == found["ApiNearItsLimit"]["Dimensions"] == api
    (settings,) = artefact.resources["RestAPI"]["Properties"]["MethodSettings"]
    assert not settings["MetricsEnabled"]  # those of a stage are free, those of methods are not
    near = found["ApiNearItsLimit"]
    assert near["Threshold"] == 0.8 * settings["ThrottlingRateLimit"] * near["Period"]


def test_operators_are_told_when_any_function_is_throttled(artefact):
    watched = of_function(alarms(artefact), "Throttles")
    assert watched == {f"{name}Throttled": name for name in artefact.functions}


def test_operators_are_told_when_either_consumer_of_the_stream_is_behind(artefact):
    sources = [r for r in artefact.resources.values() if r["Type"].endswith("EventSourceMapping")]
    consumers = {one["Properties"]["FunctionName"]["Fn::GetAtt"][0] for one in sources}
    assert set(of_function(alarms(artefact), "IteratorAge").values()) == consumers


def test_operators_are_told_when_the_reconciler_is_not_called(artefact):
    """There is no figure of what does not run: what is missing is the sign."""
    stopped = alarms(artefact)["ReconcilerStopped"]
    assert stopped["TreatMissingData"] == "breaching"
    assert stopped["ComparisonOperator"] == "LessThanThreshold"
    every = artefact.resources["Tick"]["Properties"]["ScheduleExpression"]
    assert every == f"rate({stopped['Period'] // 60} minutes)"


SIGNS = {
    overdue.NO_HANDS: ("NobodyCanAct", {"ReconcileLogGroup", "ApprovalOverdueLogGroup"}),
    UNREADABLE: (
        "DepartmentUnreadable",
        {"VerificationVerifyLogGroup", "VerificationIndexLogGroup", "ApiHandlerLogGroup"},
    ),
    department_files.WAITS: ("FileWaits", {"VerificationIndexLogGroup"}),
    discrepancies.DOUBTFUL: ("StatementDoubtful", {"ReconcileLogGroup"}),
    unmatched.UNMATCHED: ("StatementOfNobody", {"ReconcileLogGroup"}),
}
"""What is logged for operators: the alarm that wakes them, and the logs in which it is found."""


@pytest.mark.parametrize("code", SIGNS)
def test_a_sign_for_operators_wakes_them_whichever_function_gives_it(artefact, code):
    """Each log in which the code is written is counted in the alarm's metric."""
    name, logs = SIGNS[code]
    resources = artefact.resources.values()
    filters = [
        r["Properties"]
        for r in resources
        if r["Type"] == "AWS::Logs::MetricFilter"
        and r["Properties"]["FilterPattern"] == f'{{ $.code = "{code}" }}'
    ]
    assert {one["LogGroupName"]["Ref"] for one in filters} == logs
    assert artefact.resources.keys() >= logs
    alarm = artefact.resources[name]["Properties"]
    for one in filters:
        (metric,) = one["MetricTransformations"]
        assert metric["MetricNamespace"] == alarm["Namespace"]
        assert metric["MetricName"] == alarm["MetricName"]


def test_every_filter_of_a_log_is_of_a_sign(artefact):
    filters = [r for r in artefact.resources.values() if r["Type"] == "AWS::Logs::MetricFilter"]
    assert len(filters) == sum(len(logs) for _, logs in SIGNS.values())


def test_an_upload_lies_there_for_longer_than_a_draft_relies_on(artefact, quiet):
    rules = artefact.resources["PapersBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (cleared,) = [one for one in rules if one["Id"] == "quarantine"]
    days = timedelta(days=cleared["ExpirationInDays"])
    drafts = law_on(quiet.clock.now()).parameters.value("draft.days").amount
    assert days > papers.KEPT_FOR >= timedelta(days=int(drafts))


def test_old_versions_of_exchanged_files_go_when_the_copies_of_tables_do(artefact):
    """A table can be restored to any moment of 35 days, and so can a file."""
    rules = artefact.resources["ExchangeBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (every,) = [one for one in rules if one["Prefix"] == ""]
    assert every["NoncurrentVersionExpiration"] == {"NoncurrentDays": 35}
    assert "ExpirationInDays" not in every  # orders and statements are books: they stay
