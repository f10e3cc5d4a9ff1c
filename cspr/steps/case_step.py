"""A step of one case, and where it leads afterwards."""

from __future__ import annotations

from functools import cached_property

from django.urls import reverse

from cspr.operations import Done
from cspr.steps.step import Step
from cspr.steps.tasks import CaseRead


class CaseStep(Step):
    """Subclass with `after`: the name of the case's page that the person is at when it is done."""

    after: str = ""

    @cached_property
    def read(self) -> CaseRead:
        """The case with its facts and their evaluation, read once a request."""
        if self.seen is None:
            raise TypeError(f"{self.operation}: the address of this step names no case")
        return CaseRead(self.seen)

    def done_url(self, done: Done) -> str:
        """The page named `after`, of this case."""
        return reverse(self.after, args=[self.kwargs["reference"]])
