"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class RapidReviewConfig(AppConfig):
    """Rapid Reviews."""

    name = "cspr.stages.rapid_review"
    label = "rapid_review"

    def ready(self) -> None:
        """An answer of a return and a file that goes with it can be restricted to named people."""
        from cspr.access.withheld import withholds
        from cspr.stages.rapid_review.gathering import restricted

        withholds(restricted.ANSWER, restricted.as_answer, cut=restricted.cut)
        withholds(restricted.FILE, restricted.as_file, files=restricted.files_of_withheld)
