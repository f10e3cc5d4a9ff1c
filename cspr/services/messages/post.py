"""Handing a letter to the mail server, and what its answer means: sent, refused for good, to be tried again, or nobody knows."""

from __future__ import annotations

import smtplib
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from email.encoders import encode_base64
from email.message import Message
from email.mime.base import MIMEBase

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from cspr.services.messages.models import Letter
from cspr.services.messages.words import Words

GIVE_UP = timedelta(days=3)  # A message as old as that would mislead: it is given up, and said so.
NO_SERVER = "No mail server is set."


UNKNOWN = "It may not have gone. Ask the reader, or send it again."
Outcome = tuple[Letter.State, str]  # And why, in plain words, where it did not go.


class Later(Exception):
    """The mail server could not take it now. Its words are kept with the letter."""


def _enclosed(part: Mapping[str, str]) -> MIMEBase:
    """A file as it goes with a letter, its type word for word: mail programs know an invitation by the method in it."""
    named = Message()
    named["Content-Type"] = part["type"]
    main, sub = named.get_content_type().split("/")
    made = MIMEBase(main, sub, **{key: value for key, value in (named.get_params() or [])[1:]})
    made.set_payload(b64decode(part["content"]))
    encode_base64(made)
    made.add_header("Content-Disposition", "attachment", filename=part["name"])
    return made


class _Unanswered(smtplib.SMTPException):
    """The whole letter was on its way to the mail server when the connection broke: it may have been taken."""


class _Attentive:
    """Of a connection to a mail server: tells a break while the letter itself is handed over from one before it."""

    def data(self, msg: str | bytes) -> tuple[int, bytes]:
        """As smtplib's. Raises _Unanswered where no answer came."""
        try:
            return super().data(msg)  # type: ignore[misc,no-any-return]
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise _Unanswered from error


class _Plain(_Attentive, smtplib.SMTP):
    pass


class _Encrypted(_Attentive, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """Django's, with a connection that is attentive (the setting EMAIL_BACKEND)."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The connection's class."""
        return _Encrypted if self.use_ssl else _Plain

    def close(self) -> None:
        """Whatever the server says in parting: the letter it has taken stays taken."""
        with suppress(smtplib.SMTPException, OSError):
            super().close()


def send(letter: Letter, words: Words) -> Outcome:
    """Hand it over once; gives what came of it. Raises Later where it certainly did not go, and should be tried again."""
    mail = EmailMessage(words.subject, words.body, settings.DEFAULT_FROM_EMAIL, [letter.address],
                        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"})
    for part in letter.attachments:
        mail.attach(_enclosed(part))
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = max((code for code, _ in refused.recipients.values()), default=0)
        if code < 500:
            raise Later(f"The mail server asked to try again later ({code}).") from refused
        return Letter.State.BOUNCED, f"The mail server refused the address ({code}). Check it with the person or agency."
    except smtplib.SMTPAuthenticationError as refused:
        raise Later("The mail server did not accept the user and password of EMAIL_URL.") from refused
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as refused:
        if refused.smtp_code < 500:
            raise Later(f"The mail server asked to try again later ({refused.smtp_code}).") from refused
        return Letter.State.FAILED, f"The mail server refused the message ({refused.smtp_code}). Tell whoever runs it."
    except _Unanswered:
        return Letter.State.UNSURE, f"The mail server did not answer when it had the message. {UNKNOWN}"
    except smtplib.SMTPException as error:
        raise Later("The connection to the mail server broke off.") from error
    except OSError as error:
        raise Later("The mail server could not be reached.") from error
    return Letter.State.SENT, ""


def give_up(letter: Letter) -> None:
    """Note on a letter, not saved, that it waited too long."""
    why = letter.error or ("" if settings.EMAIL_HOST else NO_SERVER)
    letter.state, letter.error = Letter.State.FAILED, f"{why} It was given up after three days.".strip()


def too_old(letter: Letter, now: datetime) -> bool:
    """Whether it has waited so long that it is given up."""
    return bool(now - letter.queued_at > GIVE_UP)
