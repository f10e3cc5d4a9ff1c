"""What the Rapid Review puts on paper: its parts of the pack, its report and briefing, and the letters it sends."""

from cspr.stages.rapid_review.papers import documents, letters, pack

__all__ = ["documents", "letters", "pack"]
