"""What a deployment may have beside the least, and has not unless it is asked for."""

from __future__ import annotations

import json

import pytest

from tests.repository.package.deployed import Deployed

DOMAIN = {"DomainName": "jiuzhu.example.cn", "CertificateArn": "arn:aws-cn:acm:of-it"}
NETWORK = {"SubnetIds": "subnet-1,subnet-2", "SecurityGroupIds": "sg-1"}
BANK, DEPARTMENTS = "111122223333", "444455556666"
ASKED_FOR = {
    "AWS::ApiGateway::DomainName",
    "AWS::ApiGateway::BasePathMapping",
    "AWS::WAFv2::WebACL",
    "AWS::WAFv2::WebACLAssociation",
}


@pytest.fixture
def deployed(artefact):
    return lambda **given: Deployed(artefact.template, **given)


def kinds(held):
    return {resource["Type"] for resource in held.resources.values()}


def test_every_parameter_but_the_departments_gateway_may_be_left_out(artefact):
    parameters = artefact.template["Parameters"]
    assert {n for n, one in parameters.items() if "Default" not in one} == {"SourcesBaseUrl"}
    assert all(one["Description"] for one in parameters.values())


def test_nothing_that_may_be_left_out_is_there_unasked(deployed):
    held = deployed()
    assert kinds(held).isdisjoint(ASKED_FOR)
    assert "ExchangeKey" not in held.resources
    for function in held.of("AWS::Serverless::Function").values():
        assert "VpcConfig" not in function
    assert "ec2:" not in json.dumps(held.resources)
    assert "AccessLogSetting" not in held.resources["RestAPI"]["Properties"]


def test_nothing_of_the_whole_account_is_set(deployed):
    """Another stack of the account has its own: API Gateway's log role is one for all."""
    everything = deployed(**DOMAIN, **NETWORK, AccessLogs="on", WebAclRate="2000")
    assert "AWS::ApiGateway::Account" not in kinds(everything)


def test_without_a_name_of_its_own_the_api_is_reached_under_aws_s(deployed):
    held = deployed()
    assert held.resources["RestAPI"]["Properties"]["DisableExecuteApiEndpoint"] is False
    assert held.outputs["Address"]["Value"]["Fn::Sub"].startswith("https://${RestAPI}.execute-api")
    assert held.outputs["Address"]["Value"]["Fn::Sub"].endswith("/api")


def test_with_a_name_of_its_own_it_is_reached_by_tls_1_2_and_under_no_other(deployed):
    held = deployed(**DOMAIN)
    ((_, domain),) = held.of("AWS::ApiGateway::DomainName").items()
    assert domain["SecurityPolicy"] == "TLS_1_2"
    ((_, mapping),) = held.of("AWS::ApiGateway::BasePathMapping").items()
    assert mapping["RestApiId"] == {"Ref": "RestAPI"}
    assert held.resources["RestAPI"]["Properties"]["DisableExecuteApiEndpoint"] is True
    assert held.outputs["Address"]["Value"] == {"Fn::Sub": "https://${DomainName}"}


def test_a_name_without_a_certificate_is_refused_before_anything_is_made(artefact):
    rule = artefact.template["Rules"]["ANameHasItsCertificate"]
    assert "DomainName" in json.dumps(rule["RuleCondition"])
    assert "CertificateArn" in json.dumps(rule["Assertions"])


def test_access_is_logged_where_it_is_asked_for_and_names_nobody(deployed):
    held = deployed(AccessLogs="on")
    told = held.resources["RestAPI"]["Properties"]["AccessLogSetting"]
    assert told["DestinationArn"] == {"Fn::GetAtt": ["ApiLog", "Arn"]}
    assert "ApiLog" in held.resources
    assert "identity" not in told["Format"]


def test_a_web_acl_bounds_each_address_and_lets_long_applications_through(deployed):
    held = deployed(WebAclRate="2000")
    ((_, acl),) = held.of("AWS::WAFv2::WebACL").items()
    rate, common = acl["Rules"]
    assert rate["Statement"]["RateBasedStatement"]["Limit"] == {"Ref": "WebAclRate"}
    only_counted = common["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"]
    assert {one["Name"] for one in only_counted} >= {"SizeRestrictions_BODY"}  # above 8 kB
    views = [acl["VisibilityConfig"], *(rule["VisibilityConfig"] for rule in acl["Rules"])]
    assert not any(view["SampledRequestsEnabled"] for view in views)  # they would hold sessions
    ((_, association),) = held.of("AWS::WAFv2::WebACLAssociation").items()
    assert "${RestAPI}/stages/${RestAPI.Stage}" in association["ResourceArn"]["Fn::Sub"]


def test_in_subnets_every_function_runs_there_and_its_code_makes_no_interface(deployed):
    held = deployed(**NETWORK)
    functions = held.of("AWS::Serverless::Function")
    assert len(functions) >= 10
    for name, function in functions.items():
        assert function["VpcConfig"].keys() == {"SubnetIds", "SecurityGroupIds"}, name
        role = held.resources[function["Role"]["Fn::GetAtt"][0]]["Properties"]
        allowed, denied = role["Policies"][1]["PolicyDocument"]["Statement"]
        assert {action.partition(":")[0] for action in allowed["Action"]} == {"ec2"}
        assert (denied["Effect"], denied["Action"]) == ("Deny", allowed["Action"])
        assert denied["Condition"]["ArnLike"].keys() == {"lambda:SourceFunctionArn"}


def let_in(held):
    statements = held.resources["ExchangeOverTls"]["Properties"]["PolicyDocument"]["Statement"]
    return {
        (one["Principal"]["AWS"]["Fn::Sub"].split("::")[2].removesuffix(":root"), one["Action"]): (
            [place["Fn::Sub"].partition("/")[2] for place in one["Resource"]]
            if isinstance(one["Resource"], list)
            else one["Condition"]["StringLike"]["s3:prefix"]
        )
        for one in statements
        if one["Effect"] == "Allow"
    }


def test_nobody_else_reaches_the_exchange_unasked(deployed):
    assert let_in(deployed()) == {}


def test_the_bank_reads_orders_and_leaves_statements_and_sees_nothing_else(deployed):
    held = deployed(BankAwsAccount=BANK)
    bank = "${BankAwsAccount}"
    assert let_in(held) == {
        (bank, "s3:GetObject"): ["orders/*"],
        (bank, "s3:PutObject"): ["statements/*"],
        (bank, "s3:ListBucket"): ["orders/*", "statements/*"],
    }


def test_departments_leave_their_files_and_see_nothing_else(deployed):
    held = deployed(DepartmentsAwsAccount=DEPARTMENTS)
    theirs = "${DepartmentsAwsAccount}"
    assert let_in(held) == {
        (theirs, "s3:GetObject"): ["departments/*"],
        (theirs, "s3:PutObject"): ["departments/*"],
        (theirs, "s3:ListBucket"): ["departments/*"],
    }


def test_what_others_leave_is_sealed_under_a_key_that_they_may_use_through_the_bucket(deployed):
    """No other account may use the key that S3 has by itself."""
    held = deployed(BankAwsAccount=BANK)
    sealing = json.dumps(held.resources["ExchangeBucket"]["Properties"]["BucketEncryption"])
    assert "ExchangeKey" in sealing
    _, used = held.resources["ExchangeKey"]["Properties"]["KeyPolicy"]["Statement"]
    who = used["Condition"]["StringEquals"]
    assert who["kms:CallerAccount"] == [{"Ref": "AWS::AccountId"}, {"Ref": "BankAwsAccount"}]
    assert who["kms:ViaService"]["Fn::Sub"].startswith("s3.")
    assert "ExchangeKey" not in json.dumps(deployed().resources)


def test_a_first_deployment_that_fails_leaves_nothing(deployed):
    held = deployed(TableProtection="off")
    for name, resource in held.resources.items():
        if "DeletionPolicy" in resource:
            assert resource["DeletionPolicy"] == "RetainExceptOnCreate", name
    tables = held.of("AWS::DynamoDB::Table").values()
    assert not any(table["DeletionProtectionEnabled"] for table in tables)


def test_tables_are_protected_unless_the_first_deployment_says_otherwise(deployed):
    tables = deployed().of("AWS::DynamoDB::Table").values()
    assert all(table["DeletionProtectionEnabled"] is True for table in tables)
