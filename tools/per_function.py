"""What the template says of every function alike: where it runs in a network, if it does, and the
alarm that wakes somebody when AWS lets it run no more often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Template = dict[str, Any]

IN_NETWORK = "HasSubnets"
"""The condition of the template under which functions run in subnets of the account."""
NOTHING = {"Ref": "AWS::NoValue"}
NETWORK = {"SubnetIds": {"Ref": "SubnetIds"}, "SecurityGroupIds": {"Ref": "SecurityGroupIds"}}
THROTTLED = "Throttled"
"""How the name of such an alarm ends, after that of its function."""

_INTERFACES = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
]
_BY_A_FUNCTION = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:*"
INTERFACES = {
    "PolicyName": "NetworkInterfaces",
    "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "OfLambdaWhichKnowsNoResources",
                "Effect": "Allow",
                "Action": _INTERFACES,
                "Resource": "*",
            },
            {
                "Sid": "NotOfTheCodeThatRuns",
                "Effect": "Deny",
                "Action": _INTERFACES,
                "Resource": "*",
                "Condition": {"ArnLike": {"lambda:SourceFunctionArn": {"Fn::Sub": _BY_A_FUNCTION}}},
            },
        ],
    },
}
"""Lambda makes a function's network interfaces with the function's role."""


def added(template: Template) -> Template:
    """The template with both."""
    resources = template["Resources"]
    for name, function in functions(template):
        properties = function["Properties"]
        properties["VpcConfig"] = {"Fn::If": [IN_NETWORK, NETWORK, NOTHING]}
        role = resources[properties["Role"]["Fn::GetAtt"][0]]["Properties"]
        role["Policies"].append({"Fn::If": [IN_NETWORK, INTERFACES, NOTHING]})
        resources[f"{name}{THROTTLED}"] = _alarm(name)
    return template


def functions(template: Template) -> Iterator[tuple[str, Any]]:
    """Every function of the template by its name."""
    for name, resource in [*template["Resources"].items()]:
        if resource["Type"] == "AWS::Serverless::Function":
            yield name, resource


def _alarm(function: str) -> Any:
    """For a quarter of an hour, so that a run that waits for the one before wakes nobody."""
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": f"AWS does not let {function} run as often as it is called",
            "Namespace": "AWS/Lambda",
            "MetricName": "Throttles",
            "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": function}}],
            "Statistic": "Sum",
            "Period": 300,
            "EvaluationPeriods": 3,
            "Threshold": 0,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [{"Ref": "Operators"}],
        },
    }
