"""A whole case for an archive: one zip with its papers as PDF/A, its data, its original files, and a list of hashes that a stranger can check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cspr.access.withheld import opening, withheld_files
from cspr.chronology.out.table import withheld_in_words
from cspr.operations.files import opened, plain_name
from cspr.record.facts import LONDON
from cspr.record.models import Document, Fact, File
from cspr.record.people import shown_file
from cspr.services.documents import pack
from cspr.services.documents.kinds import kinds, values_of
from cspr.services.documents.laying import as_paper
from cspr.services.documents.paper import Paper, clean
from cspr.services.documents.pdf import to_pdf
from cspr.steps.read import CaseRead

Made = Iterator[tuple[str, bytes]]
SUMS, MANIFEST, README, NOT_INCLUDED = "SHA256SUMS", "manifest.json", "README.txt", "NOT-INCLUDED.txt"


@dataclass(frozen=True)
class Part:
    """One part. title: what is being done, for who waits. says: what it is, for a stranger. files: paths in the zip with their bytes."""

    title: str
    says: tuple[str, ...]
    files: Callable[[CaseRead], Made]


_DATA: dict[str, tuple[str, Callable[[CaseRead], Any]]] = {}


def in_archive(path: str, says: str) -> Callable[[Callable[[CaseRead], Any]], Callable[[CaseRead], Any]]:
    """Register what a stage has to add as data: the path of a JSON file, what it is, and the value from the case."""
    def register(read: Callable[[CaseRead], Any]) -> Callable[[CaseRead], Any]:
        _DATA[path] = (says, read)
        return read
    return register


def as_json(value: Any) -> bytes:
    """JSON that people can read too."""
    return (json.dumps(value, indent=1, ensure_ascii=False, default=str) + "\n").encode()


def _day(read: CaseRead) -> date:
    return read.now.astimezone(LONDON).date()


def _facts(read: CaseRead) -> Made:
    yield "data/facts.json", as_json([f.to_json() for f in read.all_facts])
    links = Fact.objects.filter(case=read.case).order_by("seq")
    yield "data/chain.json", as_json([{
        "entry": f.seq, "fact": str(f.pk), "recorded_by": str(f.actor_id or ""), "reason": f.reason, "salt": f.salt, "details_hash": f.details_hash,
        "previous": f.previous, "hash": f.hash} for f in links])
    yield "data/people.json", as_json(shown_file(read.case))


def _data(read: CaseRead) -> Made:
    for path, (_, value) in sorted(_DATA.items()):
        yield f"data/{path}", as_json(value(read))


def _pack(read: CaseRead) -> Made:
    found = [section for _, section in pack.sections(read) if section]
    paper = Paper("The case as its panel read it", read.case.partnership.name, found, subtitle=f"Case {read.case.reference}", contents=True,
                  foot=f"Case {read.case.reference} · made for the archive")
    yield "papers/case.pdf", to_pdf(paper, archived=_day(read))


def _documents(read: CaseRead) -> Made:
    """Every version of every document: as data, and where it is a document that goes out, as a paper."""
    papers, opened_for, left_out = {kind.document: kind for kind in kinds().values()}, opening(read.case), 0
    for written in Document.objects.filter(case=read.case).select_related("author__user").order_by("kind", "for_value", "version"):
        version = opened_for(written)
        if version is None:
            left_out += 1
            continue
        left_out += version.withheld
        name = plain_name(f"{version.kind}{'-' if version.for_value else ''}{version.for_value}-v{version.version}")
        yield f"data/documents/{name}.json", as_json({
            "kind": version.kind, "for": version.for_value, "version": version.version, "written_at": version.at.isoformat(),
            "written_by": str(version.author or ""), "text_hash": version.text_hash, "body": version.body,
            **({"withheld": version.withheld} if version.withheld else {})})
        if kind := papers.get(version.kind):
            foot = f"Case {read.case.reference} · version {version.version} · made for the archive"
            yield f"papers/{name}.pdf", to_pdf(as_paper(kind, values_of(kind, read, version), foot), archived=_day(read))
    if left_out:
        yield f"data/documents/{NOT_INCLUDED}", f"{withheld_in_words(left_out)}\n".encode()


def _files(read: CaseRead) -> Made:
    left_out, closed = [], withheld_files(read.case)
    for file in File.objects.filter(case=read.case):
        if file.pk in closed:
            left_out.append(f"{file.pk}: withheld, for named people only")
        elif file.state == File.State.CLEAN and file.blob:
            yield f"files/{file.pk}-{plain_name(file.name)}", opened(file)
        else:
            left_out.append(f"{file.pk}-{plain_name(file.name)}: {file.get_state_display()}")  # type: ignore[attr-defined]
    if left_out:  # What nobody may open is not handed on; that it was there, is.
        yield f"files/{NOT_INCLUDED}", ("\n".join(left_out) + "\n").encode()


def parts() -> list[Part]:
    """What an archive is made of, in order."""
    pack.load()
    return [
        Part("Reading the history", (
            "data/facts.json: every entry of the history, superseded ones too, as the service's contract words it",
            "data/chain.json: the hash chain over them", "data/people.json: the people of the case"), _facts),
        Part("Reading the chronology", tuple(f"data/{path}: {says}" for path, (says, _) in sorted(_DATA.items())), _data),
        Part("Setting the case as it was read",
             ("papers/case.pdf: the pack, with the people, the returns and the whole chronology (PDF/A-2a)",), _pack),
        Part("Setting every document", ("papers/: each document that went out, every version (PDF/A-2a)",
                                        "data/documents/: every version of every document"), _documents),
        Part("Taking the files", ("files/: the files as they were handed in, with the number the service gave each",), _files),
    ]


def _withheld(read: CaseRead) -> Iterator[str]:
    """That it is not the whole, where items of it are withheld from whom it was made for."""
    out = len(read.case.withheld or ())
    if out:
        yield f"But {out} item{' is' if out == 1 else 's are'} withheld, for named people only, with what tells of {'it' if out == 1 else 'them'}."


def _readme(read: CaseRead, at: datetime, found: Mapping[str, bytes]) -> bytes:
    moment = at.astimezone(LONDON)
    lines = [
        f"Case {read.case.reference} of {clean(read.case.partnership.name)}", "OFFICIAL-SENSITIVE", "",
        f"This is the whole case as it stood on {moment.day} {moment:%B %Y} at {moment:%H:%M}: {len(found)} files.", *_withheld(read), "",
        "What is what", *(f"- {says}" for part in parts() for says in part.says),
        f"- {MANIFEST}: each file with its size and SHA-256, and the head of the hash chain", "",
        "How to check that nothing was changed", f"In this folder run:  sha256sum --check {SUMS}",
        "Each line must end in OK. (On a Mac: shasum -a 256 --check SHA256SUMS.)", "",
        "How to check the chain (data/chain.json with data/facts.json)",
        "- details_hash is the SHA-256 of the salt followed by the fact's details as JSON: keys sorted, without spaces, in UTF-8.",
        '  Where an entry has a reason, that stands among the details under the key "".',
        "- previous of each entry is the hash of the one before it; the hash of the last is chain_head in the manifest.", "",
    ]
    return "\n".join(lines).encode()


def make(read: CaseRead, at: datetime, tell: Callable[[int, str], None]) -> bytes:
    """The zip. at: aware. tell: called with how many parts are done and what is being done now."""
    found: dict[str, bytes] = {}
    for done, part in enumerate(parts()):
        tell(done, part.title)
        found |= dict(part.files(read))
    found[README] = _readme(read, at, found)
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(found.items())}
    found[MANIFEST] = as_json({
        "case": read.case.reference, "partnership": read.case.partnership.name, "made_at": at.astimezone(LONDON).isoformat(timespec="minutes"),
        "entries": read.case.facts_count, "chain_head": read.case.chain_head,
        "files": [{"path": path, "size": len(found[path]), "sha256": digest} for path, digest in sums.items()]})
    sums[MANIFEST] = hashlib.sha256(found[MANIFEST]).hexdigest()
    found[SUMS] = "".join(f"{digest}  {path}\n" for path, digest in sums.items()).encode()
    return zipped(dict(sorted(found.items())), at)


def zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    """A zip of files, by path, in that order, each said to be of that moment in London. at: aware."""
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as made:
        for path, content in files.items():
            entry = ZipInfo(path, at.astimezone(LONDON).timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            made.writestr(entry, content)
    return kept.getvalue()
