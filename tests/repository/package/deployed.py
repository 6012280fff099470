"""A template as CloudFormation reads it with given parameters: which resources there are, and what
they say."""

from __future__ import annotations

from typing import Any

ABSENT = object()


class Deployed:
    """The resources and outputs of a template under its defaults and what is `given`."""

    def __init__(self, template: dict[str, Any], **given: str) -> None:
        self._conditions = template["Conditions"]
        self._parameters = {
            name: given.get(name, str(one.get("Default", "given")))
            for name, one in template["Parameters"].items()
        }
        assert given.keys() <= self._parameters.keys()
        self.resources = self._present(template["Resources"])
        self.outputs = self._present(template["Outputs"])

    def _present(self, parts: dict[str, Any]) -> dict[str, Any]:
        held = {n: p for n, p in parts.items() if "Condition" not in p or self._is(p["Condition"])}
        return {name: self._chosen(part) for name, part in held.items()}

    def _is(self, name: str) -> bool:
        return self._holds(self._conditions[name])

    def _holds(self, condition: dict[str, Any]) -> bool:
        ((kind, told),) = condition.items()
        if kind == "Condition":
            return self._is(told)
        if kind == "Fn::Not":
            return not self._holds(told[0])
        if kind == "Fn::Or":
            return any(map(self._holds, told))
        assert kind == "Fn::Equals"
        return self._value(told[0]) == self._value(told[1])

    def _value(self, told: Any) -> str:
        if isinstance(told, dict) and "Fn::Join" in told:
            return self._value(told["Fn::Join"][1])
        return self._parameters[told["Ref"]] if isinstance(told, dict) else str(told)

    def _chosen(self, part: Any) -> Any:
        """What is left of a part once every `Fn::If` is decided."""
        if isinstance(part, dict) and part.keys() == {"Fn::If"}:
            name, then, otherwise = part["Fn::If"]
            return self._chosen(then if self._is(name) else otherwise)
        if part == {"Ref": "AWS::NoValue"}:
            return ABSENT
        if isinstance(part, dict):
            held = {name: self._chosen(one) for name, one in part.items()}
            return {name: one for name, one in held.items() if one is not ABSENT}
        if isinstance(part, list):
            return [one for one in map(self._chosen, part) if one is not ABSENT]
        return part

    def of(self, kind: str) -> dict[str, Any]:
        """The properties of the resources of a kind, by their names."""
        return {
            name: resource["Properties"]
            for name, resource in self.resources.items()
            if resource["Type"] == kind
        }
