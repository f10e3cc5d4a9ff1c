"""Bad files at the desk's own page: each is refused at its question with what to do, and nothing of it stays anywhere."""

from __future__ import annotations

import pytest

from cspr.operations.files import LARGEST
from cspr.record.models import File, Staged
from cspr.services.chronology.models import Entry, Import
from tests.chronology.files.test_refused import REFUSED, locked
from tests.factories import client_for
from tests.paper import Chosen, Paper
from tests.services.chronology.given import POLICE, asked
from tests.stages.rapid_review.gathering.given import lead

pytestmark = pytest.mark.django_db
# What the issue of bad files names, under a name that lets them as far as the reader.
BAD = {
    "empty.docx": (b"", "is empty"),
    "half.docx": (REFUSED["half a file"][0], "damaged or was not sent whole"),
    "locked.xlsx": (locked(), "protected by a password"),
    "macros.xlsx": (REFUSED["a workbook that hides its macros"][0], "holds macros"),
    "macros.xlsm": (REFUSED["a workbook that hides its macros"][0], "may hold macros"),
    "entities.docx": (REFUSED["an outside entity"][0], "bring in text from elsewhere"),
    "picture.csv": (REFUSED["a scan"][0], "is a picture"),
    "large.csv": (b"x" * (LARGEST + 1), "the most is 20.0 MB"),
    "long.csv": (REFUSED["too many rows"][0], "more than 20,000 rows"),
}


@pytest.mark.clause("D5")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_at_its_question_and_nothing_of_it_stays(name: str) -> None:
    content, words = BAD[name]
    case, client = asked(), client_for(lead("police"))
    address = f"/cases/{case.reference}/chronology/import_file/"
    page = Paper(client.get(address))
    again = Paper(client.post(address, {**page.as_it_is(), "file": Chosen(name, content), "action": "continue"}))
    assert again.status == 422
    assert words in again.words
    assert "#id_file" in again.problems
    assert not any(model.objects.exists() for model in (File, Staged, Import, Entry))
    assert client.post(address, {**again.as_it_is(), "file": Chosen("police.csv", POLICE), "action": "confirm"}).status_code == 302
    assert Import.objects.get().entries.count() == 3
