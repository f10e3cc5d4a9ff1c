"""What the steps of the local review have in common."""

from __future__ import annotations

from cspr.steps import CaseStep


class ReviewStep(CaseStep):
    """A step of one case's local review; afterwards the person is back at the review's task list."""

    after = "local_review"

    @property
    def which(self) -> str:
        """Which one the address names with ?for=, "" where it names none."""
        return self.request.GET.get("for", "")
