"""The versions of a case's documents: which there are, what each says, and what changed between two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cspr.access.withheld import open_documents
from cspr.operations.errors import NotHere
from cspr.record.facts import documents
from cspr.record.models import Document
from cspr.services.documents.kinds import Kind, kinds
from cspr.steps.read import CaseRead


@dataclass(frozen=True)
class One:
    """One document of a case: of which kind, which one of it, and its versions, the newest first.

    withheld: how many of them are left out. last: the number of the newest, left out or not.
    """

    kind: Kind
    of: str
    words: str
    versions: Sequence[Document]
    withheld: int = 0
    last: int = 0

    @property
    def title(self) -> str:
        """What a list calls it."""
        return f"{self.kind.title}: {self.words}" if self.words else self.kind.title

    def version(self, number: int) -> Document:
        """One of its versions. Raises NotHere where it has none such."""
        found = next((v for v in self.versions if v.version == number), None)
        if found is None:
            raise NotHere()
        return found


def every_document(read: CaseRead) -> list[One]:
    """The documents of a case that this person may read, those without any version too."""
    return [_one(read, kind, of, words, said[of]) for kind in kinds().values() if kind.room in read.seen.rooms
            for said in [_versions(read, kind)] for of, words in kind.each(read)]


def _versions(read: CaseRead, kind: Kind) -> Mapping[str, list[Document]]:
    """Every version of all of a kind, by which one it is, read at once. Not to be shown: `_one` leaves out what is withheld."""
    found: dict[str, list[Document]] = defaultdict(list)
    for version in documents(read.case, kind.document):
        found[version.for_value].append(version)
    return found


def one(read: CaseRead, kind: Kind, of: str) -> One:
    """One document. Raises NotHere where the case has none such."""
    words = dict(kind.each(read)).get(of)
    if words is None:
        raise NotHere()
    return _one(read, kind, of, words, list(documents(read.case, kind.document, of)))


def _one(read: CaseRead, kind: Kind, of: str, words: str, versions: Sequence[Document]) -> One:
    shown = open_documents(read.case, versions)
    return One(kind, of, words, shown, len(versions) - len(shown), versions[0].version if versions else 0)


def fingerprint(version: Document) -> str:
    """The first eight digits of a version's hash, by which people tell two apart."""
    return version.text_hash.removeprefix("sha256:")[:8]
