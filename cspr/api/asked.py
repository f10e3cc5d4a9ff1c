"""What is sent to the API: its body, strictly read, and the fact of the contract."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja.errors import ValidationErrorContext
from ninja.parser import Parser
from pydantic import BaseModel, ConfigDict

from cspr import protocol
from cspr.access.errors import Refusal
from cspr.operations import InputFault
from cspr.operations.errors import Fault
from cspr.operations.inputs import Details, When, faults_of
from cspr.protocol import strict_json

Kind = Literal[tuple(protocol.KINDS)]  # type: ignore[valid-type]


class FactIn(BaseModel):
    """A fact as in the contract. It is recorded through the operation it belongs to."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    at: When
    details: Details = {}
    supersedes: str | None = None


class NotJson(Refusal):
    """The body cannot be read."""


class WrongType(Refusal):
    """The body says that it is something else than JSON."""

    status = 415


class StrictParser(Parser):
    """JSON and nothing else: no key twice, no NaN."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value. Raises NotJson, WrongType."""
        if request.content_type != "application/json":
            raise WrongType("Send the body as JSON, with the header Content-Type: application/json.")
        try:
            return strict_json.read_json(request.body)
        except strict_json.NotJson as error:
            raise NotJson(f"The body {error}.") from error


def faults(contexts: list[ValidationErrorContext[Any]]) -> InputFault:
    """Everything wrong with what was sent, in the words of the page and with the same places."""
    found = [f for c in contexts for f in faults_of(c.pydantic_validation_error, c.model)]
    return InputFault(*(Fault(".".join(f.field.split(".")[1:]) if f.field.split(".")[0] == "data" else f.field, f.message) for f in found))
