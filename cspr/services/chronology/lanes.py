"""The swim lanes: a lane an agency, events on one axis of time, the gaps in each, and a table that says the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, cast

from django.core.paginator import Paginator
from django.db.models.functions import Left
from django.urls import reverse

from cspr.chronology.gaps import gaps
from cspr.chronology.merging import belongs
from cspr.chronology.shapes import Entry as Row
from cspr.chronology.shapes import Gap, Pair, Precision, Source, When
from cspr.govuk.svg.lanes import Blank, Lane, Moment, Tie
from cspr.govuk.svg.marks import Mark
from cspr.protocol.facts import day_of
from cspr.services.chronology import reads, view
from cspr.services.chronology.desk import DeskPage
from cspr.services.chronology.finding import Wanted, rows
from cspr.services.chronology.models import Link
from cspr.services.chronology.rows import moment
from cspr.services.chronology.words import when_in_words

IN_TABLE = 50  # Rows of the table on a page.
LONGEST_LABEL = 90
VAGUE = ("month", "year", "approximate")
# How far one step goes: the days shown, and the words of the link.
ZOOMS = ((31, "A month"), (92, "Three months"), (366, "A year"))
_DAY = timedelta(days=1)


class Light(NamedTuple):
    """What the picture needs of a row: thousands of them are read at once."""

    pk: int
    key: str
    agency: str
    start: str
    end: str
    precision: str
    first: date
    last: date
    significant: bool
    text: str

    @property
    def when(self) -> When:
        """The time of the row."""
        return When("", moment(self.start), moment(self.end), cast("Precision", self.precision))


class Lanes(DeskPage):
    """The lanes over the period asked for, and the same in words."""

    template = "chronology/lanes.html"
    heading = "Swim lanes"

    def context(self) -> Mapping[str, Any]:
        """The picture, ways to look closer or elsewhere, and the table beneath."""
        found = rows(self.seen.case, self.wanted, self.people["people"])
        fields = (*Light._fields[:-1], Left("text", LONGEST_LABEL + 1))
        light = [Light(*row) for row in found.exclude(first=None).values_list(*fields)]
        if not light:
            return {**self.switches(), "unknown": 0}
        moments = self._moments()
        shown = [e.last for e in light] + [day_of(m.at) for m in moments if m.kind == "firm"]  # The incident is always in sight.
        first, last = self.wanted.first or min(e.first for e in light), self.wanted.last or max(shown)
        between = gaps([Row(e.key, e.when, e.agency, "", Source("")) for e in light]) if self.wanted.by_stretch else ()
        page = Paginator(found.exclude(first=None).select_related("source"), IN_TABLE).get_page(self.request.GET.get("page"))
        links = list(self._links())
        return {
            **self.switches(), "swim": self._lanes(light, between, links), "first": first, "last": last, "ties": self._ties(light, links),
            "moments": moments, "zoom": self._zoom, "zooms": self._zooms(first, last), "page": page,
            "lines": view.shown(self.seen.case, list(page.object_list), self.people, named=self.named), "ages": bool(view.children_of(self.people)),
            "gaps": [(self.agencies.get(g.agency, g.agency), g) for g in between if g.agency],
            "unknown": found.filter(first=None).count(),
        }

    def _links(self) -> Iterable[tuple[str, str, str, str, float]]:
        """What is not kept apart: the keys of both rows, the kind, the state, the score."""
        return reads.links(self.seen.case).exclude(state=Link.State.APART).values_list("a__key", "b__key", "kind", "state", "score")

    def _lanes(self, light: Sequence[Light], between: Iterable[Gap], links: Sequence[tuple[str, str, str, str, float]]) -> list[Lane]:
        hide, here, kept = view.hiding(self.people, self.named), reverse("chronology", args=[self.seen.case.reference]), self.kept(**_NOTHING)
        differs = {key for a, b, kind, _, _ in links if kind == "contradiction" for key in (a, b)}
        marks, blanks = defaultdict(list), defaultdict(list)
        for e in light:
            when = e.when
            text = f"{e.text[:LONGEST_LABEL]}…" if len(e.text) > LONGEST_LABEL else e.text
            if when.start is not None:
                marks[e.agency].append(Mark(when.start, f"{when_in_words(when)}: {hide(text)}", when.end, f"{here}rows/{e.pk}/{kept}",
                                            e.significant, e.precision in VAGUE, e.key in differs))
        for gap in between:
            blanks[gap.agency].append(Blank(gap.after, gap.before))
        return [Lane(self.agencies[word], marks[word], blanks[word]) for word in self.agencies if word in marks]

    def _ties(self, light: Sequence[Light], links: Sequence[tuple[str, str, str, str, float]]) -> list[Tie]:
        """Events that somebody said several agencies tell, and accounts that may differ, as one tie each."""
        at = {e.key: e for e in light}
        tied = [(a, b, kind, score) for a, b, kind, state, score in links
                if a in at and b in at and (kind == "contradiction" or (kind == "same_event" and state == Link.State.JOINED))]
        differ = {key for a, b, kind, _ in tied if kind == "contradiction" for key in (a, b)}
        ties, told = [], set[str]()
        for key, found in belongs(list(at), [Pair(a, b, "same_event", score, "") for a, b, _, score in tied]).items():
            if key in told:
                continue
            group = [at[k] for k in (key, *found.same_event)]
            told |= {e.key for e in group}
            one, differs = group[0], any(e.key in differ for e in group)
            if (start := moment(one.start)) is not None:
                names = list({self.agencies.get(e.agency, e.agency): None for e in group})
                ties.append(Tie(start, names, f"{one.first:%-d %B}: {'accounts differ' if differs else 'told by several'}",
                                reverse("chronology.row", args=[self.seen.case.reference, one.pk]), differs))
        return ties

    def _moments(self) -> list[Moment]:
        """The incident, and the birth of each child the case is about."""
        incident = [f for f in self.read.happened("incident_occurred") if f.details.get("day") != "not known"]
        births = [Moment(day, f"{name if self.named else word} born") for name, word, day in view.children_of(self.people)]
        return [*births, *(Moment(day_of(f.at), "Incident", "firm") for f in incident[-1:])]

    def _zoom(self, lane: str, first: date, last: date) -> str:
        """The address of a bunch of events, wide enough to tell them apart."""
        word = next((w for w, name in self.agencies.items() if name == lane), "")
        return self.kept(agency=self.wanted.agency or word if first == last else self.wanted.agency, **_period(first, last))

    def _zooms(self, first: date, last: date) -> list[tuple[str, str]]:
        """Links to look closer at the end of what is shown, to go along, and back to all of it."""
        length = (last - first).days + 1
        found = [(words, self.kept(**_period(last - timedelta(days=days - 1), last))) for days, words in ZOOMS if days < length]
        if self.wanted.first or self.wanted.last:
            step = timedelta(days=length)
            found = [("Earlier", self.kept(**_period(first - step, first - _DAY))), ("Later", self.kept(**_period(last + _DAY, last + step))), *found]
            found.append(("The whole time", self.kept(since="", until="")))
        return found


_NOTHING = {name: "" for name in Wanted.__dataclass_fields__ if name not in ("first", "last", "faults")}


def _period(first: date, last: date) -> dict[str, str]:
    return {"since": f"{first:%-d/%-m/%Y}", "until": f"{last:%-d/%-m/%Y}"}
