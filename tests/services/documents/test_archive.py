"""The whole case as one zip that a stranger can read and check, long after the service is gone."""

from __future__ import annotations

import json
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest

from cspr.access.models import Looked
from cspr.operations import Forbidden, clock, run
from cspr.operations.files import opened
from cspr.partnership.roles import Role
from cspr.protocol import read_facts
from cspr.record.chain import sha256
from cspr.record.models import Document, Fact, File
from cspr.services.documents.making import make
from cspr.services.documents.models import Copy
from tests.factories import client_for
from tests.services.retention.given import CHILD, LATER, finished, unit

pytestmark = pytest.mark.django_db


def test_a_stranger_can_read_and_check_the_whole_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    walk = finished()
    case, who = walk.case, unit(walk.case)
    run("documents.export_case", who, {}, case=case.reference, now=LATER)
    copy = Copy.objects.get(case=case)
    make(copy.pk)
    client = client_for(who)
    assert "The whole case for an archive" in client.get(f"/cases/{case.reference}/documents/copies/").content.decode()
    answer = client.get(f"/cases/{case.reference}/documents/copies/{copy.pk}/")
    assert f'"{case.reference}-case-copy-1.zip"' in answer["Content-Disposition"]
    assert Looked.objects.filter(case=case, what="downloaded: case, copy 1").exists()
    with ZipFile(BytesIO(answer.content)) as whole:
        whole.extractall(tmp_path)
    checked = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    there = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert checked.returncode == 0 and len(checked.stdout.splitlines()) == len(there) - 1
    assert {"README.txt", "manifest.json", "SHA256SUMS", "data/facts.json", "data/people.json", "data/chronology.json", "papers/case.pdf"} <= there
    assert sum(name.startswith("data/documents/") for name in there) == Document.objects.filter(case=case).count()
    assert {Path(name).read_bytes() for name in map(str, tmp_path.glob("files/*"))} == {opened(f) for f in File.objects.filter(case=case)}
    assert CHILD in (tmp_path / "data/people.json").read_text()

    facts = read_facts(json.loads((tmp_path / "data/facts.json").read_text()))
    assert len(facts) == Fact.objects.filter(case=case).count()
    manifest, chain = (json.loads((tmp_path / name).read_text()) for name in ("manifest.json", "data/chain.json"))
    assert (chain[-1]["hash"], manifest["case"]) == (manifest["chain_head"], case.reference)
    for fact, entry, before in zip(facts, chain, [{"hash": ""}, *chain], strict=False):  # As the README says.
        said = {**fact.details, "": entry["reason"]} if entry["reason"] else fact.details
        text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert (sha256(entry["salt"] + text), before["hash"]) == (entry["details_hash"], entry["previous"])

    papers = sorted(tmp_path.glob("papers/*.pdf"))
    assert len(papers) > 5
    for paper in papers:
        with pikepdf.open(paper) as pdf, pdf.open_metadata() as said_of_itself:
            assert (said_of_itself.pdfa_status, said_of_itself.get("pdfuaid:part")) == ("2A", "1"), paper.name
            assert pdf.Root.MarkInfo.Marked and not pdf.is_encrypted


def test_only_the_business_unit_exports_a_case() -> None:
    walk = finished()
    with pytest.raises(Forbidden):
        run("documents.export_case", walk.who(Role.SUB_GROUP_CHAIR), {}, case=walk.reference, now=LATER)
    run("documents.export_case", unit(walk.case), {}, case=walk.reference, now=LATER)
