"""How a text file is written down: Unicode in its forms, or what Windows, old Macs and old PCs used before it."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from cspr.chronology.shapes import Refused

NOT_TEXT = ("This is not a kind of file that can be read. Send the chronology as Word (.docx), Excel (.xlsx), OpenDocument (.ods), CSV or "
            "plain text.")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OLD = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS 850"}
# What English text holds beyond plain letters: money, quotes, dashes, bullets, degrees, fractions; and letters with accents inside words.
_USUAL = re.compile(r"[£€“”‘’–—…•·°½¼¾²±×©®™§ \u00a0\u00ad]|(?<=[A-Za-z])[à-öø-ÿ]|[À-ÖØ-ß](?=[A-Za-z])|\b[à-öø-ÿ](?=[a-z])")
# The bytes that differ from one way to the other, with what stands beside them.
_TELLING = re.compile(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?")
_ENOUGH = 20_000
_BEYOND = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


def decode(content: bytes) -> tuple[str, str]:
    """The text, and how it was written down where that was a guess ("" where it is sure). Raises Refused for what is no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(content.decode(encoding, errors="replace")), ""
    if (guess := _two_bytes(content)) is not None:
        return _checked(content.decode(guess, errors="replace")), ""
    content = content.replace(b"\0", b"")
    try:
        return _checked(content.decode("utf-8")), ""
    except UnicodeDecodeError:
        pass
    sample = b" ".join(_TELLING.findall(content)[:_ENOUGH])
    tried = sample.decode("utf-8", errors="replace")
    if len(_BEYOND.findall(tried)) > 10 * tried.count("\ufffd"):  # Unicode with a few bytes spoilt.
        return _checked(content.decode("utf-8", errors="replace")), "Unicode, with places that cannot be read (shown as \ufffd)"
    return _old(content, sample)


def _old(content: bytes, sample: bytes) -> tuple[str, str]:
    """The one of the usual old ways in which the fewest characters are odd; if all are, what the statistics of languages say."""
    odd: dict[str, int] = {}
    for encoding in _OLD:
        text = sample.decode(encoding, errors="replace")
        odd[encoding] = len(_BEYOND.findall(text)) - len(_USUAL.findall(text)) + 10 * text.count("\ufffd")
    best = min(odd, key=lambda e: odd[e])
    if odd[best] * 3 > len(_BEYOND.findall(sample.decode(best, errors="replace"))) and (other := from_bytes(content[:100_000]).best()) is not None:
        return _checked(content.decode(other.encoding, errors="replace")), other.encoding.replace("_", "-")
    return _checked(content.decode(best, errors="replace")), _OLD[best]


def _two_bytes(content: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of plain text is nought."""
    piece = content[:4_000]
    if len(piece) < 4 or piece.count(0) < len(piece) * 0.3:
        return None
    even, odd = piece[::2].count(0), piece[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _checked(text: str) -> str:
    text = text.replace("\0", "").removeprefix("\ufeff")
    piece = text[:100_000]
    if len(_CONTROL.findall(piece)) > 2 + len(piece) * 0.01 or piece.count("\ufffd") > 2 + len(piece) * 0.05:
        raise Refused(NOT_TEXT)
    return text
