"""A deployed stack as an operator reaches it: by the profile and the region of the environment."""

from __future__ import annotations

import boto3
from botocore.exceptions import BotoCoreError, ClientError


class NotReached(Exception):
    """There is no such stack, or no way to it; the text says which, as AWS calls it."""


def outputs(stack: str) -> dict[str, str]:
    """The outputs of a stack by their names; NotReached where it cannot be asked for them."""
    try:
        (found,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as refused:
        raise NotReached(refused.response["Error"]["Message"]) from None
    except BotoCoreError as failed:
        raise NotReached(str(failed)) from None
    return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
