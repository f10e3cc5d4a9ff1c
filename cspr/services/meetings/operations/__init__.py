"""The verbs of a meeting, by subject."""

from cspr.services.meetings.operations import arranging, inviting, minuting, preparing, recording

__all__ = ["arranging", "inviting", "minuting", "preparing", "recording"]
