"""What several commands are given in the same way."""

from __future__ import annotations

import argparse
import re
from datetime import date


def a_date(text: str) -> date:
    """A date as 2026-03-27. Raises argparse.ArgumentTypeError, with how to write it."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"“{text}” is not a date. Write it as 2026-03-27")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date that exists ({error})") from error
