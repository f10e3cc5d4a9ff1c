"""Why a file is refused for what is in it."""

from __future__ import annotations


class Harm(Exception):
    """What is wrong with the file, and what to do, in two sentences that begin with “It”. Nothing of what it holds is repeated."""
