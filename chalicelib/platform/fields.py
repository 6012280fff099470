"""Fields of people that cross the border: each in its one spelling, each fault with its code.

What is wrong with a field is the code of a fact, whose words name the remedy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from chalicelib.domain import digits, identity, names
from chalicelib.domain.errors import Refused


def fault(code: str) -> PydanticCustomError:
    """A fault of a field or of fields together, named by the code of its fact."""
    return PydanticCustomError(code, "{code}", {"code": code})


def _kept_as(spelling: Callable[[str], str]) -> AfterValidator:
    def kept(value: SecretStr) -> SecretStr:
        try:
            return SecretStr(spelling(value.get_secret_value()))
        except Refused as refusal:
            raise fault(refusal.code) from None

    return AfterValidator(kept)


_Text = Annotated[SecretStr, Field(max_length=200)]

Name = Annotated[_Text, _kept_as(names.checked)]
IdentityNumber = Annotated[_Text, _kept_as(identity.checked)]
Phone = Annotated[_Text, _kept_as(digits.mobile)]
AccountNumber = Annotated[_Text, _kept_as(digits.account_number)]
