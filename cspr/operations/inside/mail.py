"""E-mails as files. What is attached to one is looked at as if it were sent alone; where that cannot be, the e-mail is refused."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import PurePosixPath

from cspr.operations.inside.harm import Harm

_BEGINS = re.compile(rb"\A(?:[!-9;-~]{1,70}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n")
_KNOWN = re.compile(rb"^(?:From|To|Subject|Date|Received|Return-Path|MIME-Version|Message-ID):", re.IGNORECASE | re.MULTILINE)
_ENDINGS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "csv", "txt", "rtf", "png", "jpg", "jpeg", "gif", "htm", "html", "ics", "p7s")
_MOST_PARTS, _MOST_HEAD = 200, 100_000
_SEND_APART = "Save what is attached and send each as a file of its own; save the e-mail itself as PDF, or copy its words into a document."


def is_mail(content: bytes) -> bool:
    """Whether text is an e-mail: it begins with lines such as “From:”."""
    found = _BEGINS.match(content[:_MOST_HEAD].lstrip(b"\xef\xbb\xbf\r\n"))
    return found is not None and len(_KNOWN.findall(found[0])) >= 2


def look(content: bytes, each: Callable[[bytes], None]) -> None:
    """Raises Harm for an e-mail with something attached that may not come in. each: looks at the bytes of one, and raises Harm."""
    try:
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(content)
        parts = list(message.walk())
    except (ValueError, LookupError, RecursionError, AttributeError, IndexError, TypeError) as error:  # What its parser does with broken mail.
        raise Harm(f"It is an e-mail that cannot be read. {_SEND_APART}") from error
    if len(parts) > _MOST_PARTS:
        raise Harm(f"It is an e-mail in more than {_MOST_PARTS} parts. {_SEND_APART}")
    for part in parts:
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            continue
        if part.get_content_type() == "message/rfc822":
            raise Harm(f"Another e-mail is attached to it. {_SEND_APART}")
        ending = PurePosixPath(part.get_filename() or "").suffix.lower().removeprefix(".")
        if part.get_filename() and ending not in _ENDINGS:
            raise Harm(f"Something attached to it is of a kind that cannot be taken in. {_SEND_APART}")
        attached = part.get_payload(decode=True)
        if not isinstance(attached, bytes):
            raise Harm(f"It is an e-mail that cannot be read. {_SEND_APART}")
        try:
            each(attached)
        except Harm as harm:
            raise Harm(f"Something attached to it cannot be taken in: {str(harm).split('. ', maxsplit=1)[0].removeprefix('It ').rstrip('.')}. "
                       f"{_SEND_APART}") from harm


def look_outlook(content: bytes) -> None:
    """Raises Harm for an Outlook message with anything attached, the pictures of a signature included: it cannot be looked into."""
    if "__attach_version1.0_".encode("utf-16-le") in content:
        raise Harm(f"Something is attached to this Outlook message (the picture of a signature counts), which cannot be looked into. {_SEND_APART}")
