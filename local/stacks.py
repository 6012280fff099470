"""A deployed stack as an operator reaches it: by the profile and the region of the environment."""

from __future__ import annotations

import boto3


def outputs(stack: str) -> dict[str, str]:
    """The outputs of a stack by their names."""
    (found,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
