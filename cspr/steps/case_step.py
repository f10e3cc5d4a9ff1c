"""A step of one case, and where it leads afterwards."""

from __future__ import annotations

from django.urls import reverse

from cspr.operations import Done
from cspr.steps.step import Step


class CaseStep(Step):
    """Subclass with `after`: the name of the case's page that the person is at when it is done."""

    after: str = ""

    def done_url(self, done: Done) -> str:
        """The page named `after`, of this case."""
        return reverse(self.after, args=[self.kwargs["reference"]])
