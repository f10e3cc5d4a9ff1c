"""The verbs of the decision: weighing, the text and its signatures, and sending it out."""

from cspr.stages.rapid_review.decision.operations import recommending, sending, signing, weighing

__all__ = ["recommending", "sending", "signing", "weighing"]
