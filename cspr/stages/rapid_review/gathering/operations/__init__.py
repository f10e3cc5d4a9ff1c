"""The verbs of gathering, by subject."""

from cspr.stages.rapid_review.gathering.operations import approving, asking, attaching, changing, meeting, opening, returning

__all__ = ["approving", "asking", "attaching", "changing", "meeting", "opening", "returning"]
