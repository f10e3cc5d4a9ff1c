"""The verbs of gathering, by subject."""

from cspr.stages.rapid_review.gathering.operations import asking, meeting, opening, returning

__all__ = ["asking", "meeting", "opening", "returning"]
