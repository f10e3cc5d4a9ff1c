"""Files on a form: taken from the request once, kept with the person like a draft, and handed to the operation when the form is sent.

A browser forgets a chosen file with each answer. So the first page that receives one keeps it (Staged) and puts a signed word for it in
the form; that word then goes where typed text goes: a page shown again, a draft, check-your-answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict

from cspr.operations import InputFault, clock
from cspr.operations.errors import Fault, NotAtHand
from cspr.operations.files import LARGEST, NO_LONGER_KEPT, chosen, harmless, megabytes, plain_name, too_large, write
from cspr.operations.inputs import Upload
from cspr.partnership.models import Member
from cspr.record.models import Staged

KEPT, REFUSED = "-kept", "-refused"
_SALT, _LASTS = "staged-file", timedelta(days=30)


class TooLarge(UploadedFile):
    """A file of which only the name and size were kept."""


class Handler(FileUploadHandler):
    """Takes a file in up to the most that may come in; of a larger one it lets the rest pass by, so that the other answers are read."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._bytes, self._size = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep it, unless it has become too large."""
        self._size += len(raw_data)
        if self._size <= LARGEST:
            self._bytes.write(raw_data)
        elif self._bytes.tell():
            self._bytes = BytesIO()

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file, or what is known of one that is too large."""
        if file_size > LARGEST:
            return TooLarge(name=self.file_name, size=file_size)
        self._bytes.seek(0)
        return InMemoryUploadedFile(self._bytes, self.field_name, self.file_name, self.content_type, file_size, self.charset)


@dataclass(frozen=True)
class Kept:
    """A file kept with a person: what the form shows of it."""

    token: str
    name: str
    size: str
    state: str = ""  # In words, where it cannot be handed in as it is, or waits.


def read_token(token: str) -> Kept | None:
    """What a form's word for a file says; None where it was not made by this service."""
    try:
        pk, member, name, size = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    state = Staged.objects.filter(pk=pk, member=member).exclude(state=Staged.State.CLEAN).values_list("state", flat=True).first()
    return Kept(token, name, megabytes(size), str(Staged.State(state).label) if state else "")


def stage(request: HttpRequest, member: Member) -> None:
    """Keep the files of a request with the person, and put the words for them among its answers. What may not be kept at all is said there too."""
    if not request.FILES:
        return
    now = clock.now()
    Staged.objects.filter(member=member, at__lt=now - _LASTS).delete()
    posted = request.POST.copy()
    for field, sent in request.FILES.lists():
        for file in sent:
            name = plain_name(file.name or "file")
            try:
                upload = _looked_through(file, name, field)
                row = Staged(member=member, name=name, at=now, state=upload.state)
                write(row, upload.content)
            except (InputFault, NotAtHand) as refusal:
                posted.appendlist(field + REFUSED, refusal.message)
                continue
            row.save()
            posted.appendlist(field + KEPT, signing.dumps([row.pk, member.pk, name, file.size], salt=_SALT))
    request.POST = posted


def _looked_through(file: UploadedFile, name: str, field: str) -> Upload:
    """A file, looked through. Raises InputFault: what can do harm is not kept with what was typed either."""
    if isinstance(file, TooLarge):
        raise InputFault.at(field, too_large(name, file.size))
    upload = Upload(name=name, content=bytes(file.read()))
    harmless(upload, field)
    return upload


def refused(posted: QueryDict) -> list[str]:
    """What was said of files that were not kept."""
    return [says for name, values in posted.lists() if name.endswith(REFUSED) for says in values]


def given(member: Member, answers: Mapping[str, Any], fields: Mapping[str, bool]) -> dict[str, Any]:
    """The answers with the files themselves in place of the words for them. fields: which take files, and whether several.

    Raises InputFault at the field of a file that is no longer kept: it was sent already, or chosen a month ago; FileRefused where the virus
    scanner has found something in it since.
    """
    found = dict(answers)
    gone: list[Fault] = []
    for name, many in fields.items():
        keys = [signing.loads(token, salt=_SALT)[:2] for token in found.pop(name, [])]
        rows = {s.pk: s for s in Staged.objects.filter(pk__in=[pk for pk, owner in keys if owner == member.pk], member=member)}
        gone += [Fault(name, NO_LONGER_KEPT)] if any(pk not in rows for pk, _ in keys) else []
        uploads = [chosen(rows[pk], name) for pk, _ in keys if pk in rows]
        if uploads:
            found[name] = uploads if many else uploads[-1]
    if gone:
        raise InputFault(*gone)
    return found


def forget(member: Member, answers: Mapping[str, Any], fields: Mapping[str, bool]) -> None:
    """What was handed in is no longer kept apart."""
    tokens = [token for name in fields for token in answers.get(name, [])]
    if tokens:
        Staged.objects.filter(member=member, pk__in=[signing.loads(token, salt=_SALT)[0] for token in tokens]).delete()


def drop(request: HttpRequest, member: Member, answers: Mapping[str, Any], fields: Iterable[str]) -> bool:
    """Nothing stays of a file that was refused: it is no longer kept, nor shown on the form. Whether there was one."""
    having = [name for name in fields if answers.get(name)]
    if having:
        forget(member, answers, dict.fromkeys(having, False))
        posted = request.POST.copy()
        for name in having:
            posted.pop(name + KEPT, None)
        request.POST = posted
    return bool(having)
