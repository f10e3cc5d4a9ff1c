"""Every letter that a whole case of the demo sends, read word for word: references, dates and links, and nothing of the case."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import override_settings

from cspr import protocol
from cspr.operations import run
from cspr.partnership.models import Agency, Member, Partnership
from cspr.record.models import Document, Fact
from cspr.services.messages import carrying
from cspr.services.messages.chasing import chase
from cspr.services.messages.digest import make_digests
from cspr.services.messages.kinds import KINDS
from cspr.services.messages.models import Letter, Preference
from cspr.services.messages.words import Words
from cspr.services.people.models import Person
from tests.access.given import world
from tests.factories import NOON

pytestmark = pytest.mark.django_db
DAY = r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} \w+"


def _letters(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Letter, Words]]:
    """A case from its referral to the approval of its report, chased every day of it, with a digest a day; each letter as it was sent."""
    found: list[tuple[Letter, Words]] = []
    monkeypatch.setattr(carrying, "may_be_told", lambda *args: True)  # What an open reader gets is what is read here.
    monkeypatch.setattr(carrying, "answered", lambda message: False)
    made = world()
    Preference.objects.create(member=made.people["L"], digest_at=NOON.time())
    unit, first = made.people["U"], NOON - timedelta(days=225)
    run("rapid_review.request_information", unit, {"agencies": ["probation"], "due": (NOON - timedelta(days=15)).date()}, case=made.case.reference,
        now=NOON - timedelta(days=22))  # It never answers.
    for n in range(226):
        chase(unit.partnership, first + timedelta(days=n))
        make_digests(first + timedelta(days=n))
    for letter in Letter.objects.select_related("partnership", "member__user").order_by("pk"):
        words = carrying.words_of(letter, letter.queued_at)
        if words:
            found.append((letter, words))
    return found


def test_no_letter_holds_a_name_an_address_or_a_word_of_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(PUBLIC_URL="https://reviews.example.org"):
        letters = _letters(monkeypatch)
    assert {letter.kind for letter, _ in letters} >= {"request", "pack", "meeting", "signature", "digest", "chase", "chase_chair"}
    home = Partnership.objects.get(slug="wessmoor")
    everything = "\n".join(f"{words.subject}\n{words.body}" for _, words in letters).replace(str(home), "")
    secret = {str(value) for person in Person.objects.values() for key, value in person.items() if isinstance(value, str) and len(value) > 3}
    secret |= {m.user.name for m in Member.objects.select_related("user")} | set(Agency.objects.values_list("name", flat=True))
    assert [word for word in secret if word in everything] == []
    # And word for word: what is left without references, dates and links is known by heart, and stands in no text of the case.
    left = re.sub(rf"https://\S+|WS-\d{{4}}-\d{{4}}|{DAY}|\(\d+\)|\b\d+\b", "", everything)
    told = " ".join([*(w for k in KINDS.values() for w in (k.subject, *k.body)),
                     *(s.says for one in protocol.load(home.protocol).ladders for s in one.steps)])
    known = set(re.findall(r"[a-z]+", f"{told} {FRAME} {' '.join(label for _, label in Member.role.field.choices)}".lower()))
    assert {word for word in re.findall(r"[a-z]+", left.lower()) if word not in known} == set()


def test_a_letter_is_plain_text_a_tired_person_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(PUBLIC_URL="https://reviews.example.org"):
        letters = _letters(monkeypatch)
    assert Fact.objects.exists() and Document.objects.exists()
    for letter, words in letters:
        assert len(words.subject) <= 78 and "\n" not in words.subject, words.subject
        assert "{" not in words.subject + words.body and "None" not in words.subject + words.body
        assert "https://reviews.example.org/" in words.body and words.body.endswith("\n"), letter.kind


FRAME = """You get this as of the because has your address in its directory. Nothing of the review itself stands in this message.
Do not send any of it by email use the page. Choose how you are told. Review due. New since your last digest. What you owe. overdue since due
Practice reviews new owed and other review reviews reminders reminder Partnership"""
