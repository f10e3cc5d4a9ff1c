"""The verbs of the local review, by subject."""

from cspr.stages.local_review.operations import drafts, other_reviews, parallel, progress, reviewer, terms

__all__ = ["drafts", "other_reviews", "parallel", "progress", "reviewer", "terms"]
