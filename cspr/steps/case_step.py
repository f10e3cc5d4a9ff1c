"""A step of one case, and where it leads afterwards."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cspr.operations import Done, InputFault
from cspr.operations.errors import Fault
from cspr.steps.step import Step


class CaseStep(Step):
    """Subclass with `after`: the name of the case's page that the person is at when it is done."""

    after: str = ""

    def done_url(self, done: Done) -> str:
        """The page named `after`, of this case."""
        return reverse(self.after, args=[self.kwargs["reference"]])


def require(answers: dict[str, Any], **messages: str) -> dict[str, Any]:
    """The answers, refused where one of these is empty. messages: what to say, by field. Raises InputFault."""
    faults = [Fault(name, says) for name, says in messages.items() if not answers.get(name)]
    if faults:
        raise InputFault(*faults)
    return answers
