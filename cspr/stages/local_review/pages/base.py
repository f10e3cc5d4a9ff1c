"""What the steps of the local review have in common."""

from __future__ import annotations

from functools import cached_property

from django.urls import reverse

from cspr.operations import Done
from cspr.steps.step import Step
from cspr.steps.tasks import CaseRead


class ReviewStep(Step):
    """A step of one case's local review; afterwards the person is back at the review's task list."""

    @cached_property
    def read(self) -> CaseRead:
        """The case with its facts, read once."""
        if self.seen is None:
            raise TypeError("a step of the local review is always of a case")
        return CaseRead(self.seen)

    @property
    def which(self) -> str:
        """Which one the address names with ?for=, "" where it names none."""
        return self.request.GET.get("for", "")

    def done_url(self, done: Done) -> str:
        """The review's task list."""
        return reverse("local_review", args=[self.read.case.reference])
