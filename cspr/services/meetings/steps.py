"""The steps of a meeting before it: arrange, invite, answer, set the agenda, cancel; and recording that it was held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cspr.access.reads import kept_out
from cspr.operations import Done, NotHere
from cspr.operations.doing import read_seen
from cspr.partnership.models import Agency, Member
from cspr.services.meetings.guests import PERSONS
from cspr.services.meetings.meeting import LEARNING, WORDS, Meeting, find, key_of, meetings_of, named, next_key, title_of
from cspr.services.meetings.operations.common import RUNNERS, window_of
from cspr.services.meetings.reads import Sight, can_be_invited, meeting_for, proposed_guests
from cspr.steps import CaseStep
from cspr.steps.forms import Choices


class MeetingStep(CaseStep):
    """A step about one meeting: the one named by ?for=, else the one to come or last held. Afterwards the person is back at it."""

    template = "meetings/step.html"
    leave_out = ("meeting",)
    tips: tuple[str, ...] = ()
    back = "meeting"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting. Raises NotHere where there is none that is theirs."""
        found = meeting_for(self.read, self.request.GET.get("for", ""))
        if found is None:
            raise NotHere()
        return found

    @cached_property
    def sight(self) -> Sight:
        """The meeting as this person sees it."""
        return Sight(self.read, self.meeting)

    @property
    def draft_name(self) -> str:
        """A draft belongs to one meeting."""
        return f"{self.operation}:{self.meeting.key}"

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The meeting is the page's."""
        return {**answers, "meeting": self.meeting.key}

    def context(self) -> Mapping[str, Any]:
        """What every one of these pages can show."""
        return {"meeting": self.meeting, "sight": self.sight, "tips": self.tips, "back_name": self.back}

    def done_url(self, done: Done) -> str:
        """Back where the person came from."""
        return reverse(self.back, args=[self.kwargs["reference"], self.meeting.key])


class Arrange(CaseStep):
    """Another meeting about the case, or another day for one that is named by ?for=."""

    operation = "meetings.arrange"
    template = "meetings/arrange.html"
    next_says = "Invite those who should come. Each sees the day and place, and can put it into their calendar."

    @cached_property
    def known(self) -> list[Meeting]:
        """The meetings there were when the form was opened: the number of a new one is not moved on by one that came meanwhile."""
        seen = read_seen(self.request.POST.get("seen"))
        return meetings_of(self.read.all_facts[:seen[0] if seen else None])

    @cached_property
    def changing(self) -> Meeting | None:
        """The meeting whose day is changed, None for a new one. Raises NotHere for one that is not there."""
        wanted = self.request.GET.get("for", "")
        found = find(self.known, wanted)
        if wanted and found is None and wanted not in WORDS:
            raise NotHere()
        return found

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """The number follows; which meeting is asked of a new one only."""
        return ("meeting", "number") if self.changing else ("number",)

    @property
    def draft_name(self) -> str:
        """A draft belongs to one meeting, or to a new one."""
        return f"{self.operation}:{self.changing.key if self.changing else 'new'}"

    def choices(self, name: str) -> Choices | None:
        """The learning meeting where there is none yet; the others as often as they are needed."""
        if name != "meeting":
            return None
        there = any(m.word == LEARNING for m in self.known) or not self.read.happened("rapid_review_opened")
        return [(word, title_of(next_key(self.known, word))) for word in WORDS if not (there and word == LEARNING)]

    def initial(self) -> Mapping[str, Any]:
        """The day as it stands; of a new meeting, which one was asked for."""
        if self.changing:
            return dict(self.changing.arranged.details) if self.changing.arranged else {}
        return {"meeting": self.request.GET.get("for", ""), **self._same_sitting()}

    def _same_sitting(self) -> dict[str, Any]:
        """The day, time and place of a meeting that considers other cases too, where the address names them."""
        given = {name: self.request.GET.get(name, "")[:200] for name in ("on", "time", "place")}
        try:
            return {**given, "on": date.fromisoformat(given["on"])}
        except ValueError:
            return {}

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The next number of its kind, for a new one."""
        if self.changing:
            return {**answers, **{k: v for k, v in named(self.changing.key).items() if v}}
        word = answers.get("meeting", "")
        return {**answers, **({k: v for k, v in named(next_key(self.known, word)).items() if v} if word in WORDS else {})}

    def context(self) -> Mapping[str, Any]:
        """The window, where one runs."""
        word = self.changing.word if self.changing else self.request.GET.get("for", "")
        return {"meeting": self.changing, "window": window_of(self.read.protocol, self.read.result, word) if word else None}

    def done_url(self, done: Done) -> str:
        """The meeting as it is now."""
        return reverse("meeting", args=[self.kwargs["reference"], key_of(done.facts[0].details)])


class Cancel(MeetingStep):
    """A meeting that will not take place."""

    operation = "meetings.cancel"
    heading = "Cancel the meeting"
    button = "Cancel the meeting"
    check = True
    next_says = "Those invited see that it is off, and why. Arranging it again brings it back, with everybody invited."


class Invite(MeetingStep):
    """Agencies, partners and people, many at once."""

    operation = "meetings.invite"
    heading = "Invite to the meeting"
    button = "Send the invitations"
    next_says = "Each finds the invitation on signing in: the day, the agenda, the file for a calendar, and one click to answer."
    tips = ("A safeguarding partner, or the agency that speaks for it, is needed from each of the three for a quorum.",
            "Whoever has declared a conflict of interest is not offered here. The case is closed to them.")

    def choices(self, name: str) -> Choices | None:
        """Those not invited yet, and not kept out."""
        return can_be_invited(self.sight, kept_out(self.sight.case)) if name == "who" else None

    def initial(self) -> Mapping[str, Any]:
        """The partners, the Sub-group, and those who were asked for information."""
        members = Member.objects.filter(partnership=self.member.partnership_id, role__in=PERSONS, is_active=True)
        offered = {word for word, _ in can_be_invited(self.sight, kept_out(self.sight.case))}
        return {"who": [w for w in proposed_guests(self.sight, {f"member:{m.pk}": m for m in members}) if w in offered]}


class Uninvite(MeetingStep):
    """One that need not come."""

    operation = "meetings.uninvite"
    heading = "Take an invitation back"
    button = "Take it back"
    next_says = "The meeting is no longer there for them, nor what the invitation opened. Their other parts of the case stay."

    def choices(self, name: str) -> Choices | None:
        """Those who are invited."""
        return [(one.invited.word, one.name) for one in self.sight.lines] if name == "who" else None

    def initial(self) -> Mapping[str, Any]:
        """The one named in the address."""
        return {"who": self.request.GET.get("who", "")}


class Reply(MeetingStep):
    """One's own answer; for the Business Unit and the chair, anybody's."""

    operation = "meetings.reply"
    heading = "Answer the invitation"
    button = "Send the answer"
    next_says = "The Business Unit and the chair see it at once. You can change it until the meeting."

    @property
    def for_others(self) -> bool:
        """Whether this person may record what others say."""
        return self.member.role in RUNNERS and self.sight.whole

    @property
    def leave_out(self) -> tuple[str, ...]:  # type: ignore[override]
        """Whose reply it is, is asked only of who may answer for others."""
        return ("meeting", "at") if not self.for_others else ("meeting",)

    def choices(self, name: str) -> Choices | None:
        """Those who are invited."""
        return [(one.invited.word, one.name) for one in self.sight.lines] if name == "who" and self.for_others else None

    @property
    def draft_name(self) -> str:
        """A draft belongs to one invited."""
        return f"{super().draft_name}:{self.request.GET.get('who', '')}"

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """People answer for themselves."""
        return super().prepare(answers if self.for_others else {k: v for k, v in answers.items() if k != "who"})

    def initial(self) -> Mapping[str, Any]:
        """The answer as it stands."""
        own = self.sight.mine
        word = self.request.GET.get("who", "") or (own.word if own else "")
        guest = self.meeting.guest([word])
        said = dict(guest.reply.details) if guest and guest.reply else {}
        return {"who": word, **{k: said.get(k) for k in ("reply", "deputy", "note") if said.get(k)}}


class SetAgenda(MeetingStep):
    """The items, to be worded, moved, added and taken off."""

    operation = "meetings.set_agenda"
    template = "meetings/set_agenda.html"
    heading = "Agenda"
    button = "Save the agenda"
    next_says = "Everybody invited can read and print it. The live record follows its items."

    def initial(self) -> Mapping[str, Any]:
        """As it was set, else as the protocol proposes it."""
        return {"items": [{"item": i.id, "order": i.number, "title": i.title, "clauses": ", ".join(i.clauses), "note": i.note}
                          for i in self.sight.agenda]}


class Hold(MeetingStep):
    """That it was held, and who took part, from the attendance as it was kept."""

    operation = "meetings.hold"
    template = "meetings/hold.html"
    heading = "Record that the meeting was held"
    leave_out = ("meeting", "number")
    next_says = "The minutes are drafted from the record. What the panel weighed has its own pages in the case."

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The notes are not asked for where there is a live record."""
        super().setup(request, *args, **kwargs)
        if any(not one.empty for one in self.sight.record):
            self.leave_out = (*self.leave_out, "notes")

    def choices(self, name: str) -> Choices | None:
        """The partnership's agencies."""
        return list(Agency.objects.filter(partnership=self.member.partnership_id).values_list("slug", "name")) if name == "attended" else None

    def initial(self) -> Mapping[str, Any]:
        """The day arranged, and who was marked as present."""
        return as_kept(self.sight)

    def prepare(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The meeting is the page's."""
        return {**answers, **{k: v for k, v in named(self.meeting.key).items() if v}}



def as_kept(sight: Sight) -> dict[str, Any]:
    """Who took part, as the live record has it, for the form that says so for good."""
    there = [sight.known[w] for w in sight.present if w in sight.known]
    sent = [one.name for one in sight.lines if one.invited.answer == "apologies" and not one.there]
    return {
        "at": sight.meeting.arranged.details["on"] if sight.meeting.arranged else None, "partners": sorted({g.partner for g in there} - {""}),
        "not_quorate": sight.not_quorate, "attended": [g.word.removeprefix("agency:") for g in there if g.word.startswith("agency:")],
        "apologies": "\n".join(sent), "conflicts": "\n".join(f"{f.details['name']}: {f.details['reasons']}" for f in sight.conflicts),
    }
