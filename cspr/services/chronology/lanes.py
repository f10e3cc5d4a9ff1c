"""The swim lanes: a lane an agency, events on one axis of time, the gaps in each, and a table that says the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse

from cspr.chronology.gaps import gaps
from cspr.chronology.merging import belongs
from cspr.chronology.shapes import Gap, Pair
from cspr.govuk.svg.lanes import Blank, Lane, Moment, Tie
from cspr.govuk.svg.marks import Mark
from cspr.protocol.facts import day_of
from cspr.services.chronology import reads, view
from cspr.services.chronology.desk import DeskPage
from cspr.services.chronology.finding import Wanted, rows
from cspr.services.chronology.models import Entry, Link
from cspr.services.chronology.rows import moment, pure, when_of
from cspr.services.chronology.words import row_in_words

IN_TABLE = 100  # Rows of the table on a page.
LONGEST_LABEL = 90
VAGUE = ("month", "year", "approximate")
# How far one step goes: the days shown, and the words of the link.
ZOOMS = ((31, "A month"), (92, "Three months"), (366, "A year"))
_DAY = timedelta(days=1)


class Lanes(DeskPage):
    """The lanes over the period asked for, and the same in words."""

    template = "chronology/lanes.html"
    heading = "Swim lanes"

    def context(self) -> Mapping[str, Any]:
        """The picture, ways to look closer or elsewhere, and the table beneath."""
        found = rows(self.seen.case, self.wanted, self.people["people"]).exclude(first=None)
        entries = list(found.select_related("source"))
        if not entries:
            return {**self.switches(), "unknown": 0}
        spans = [(e.first, e.last or e.first) for e in entries if e.first]
        first, last = self.wanted.first or min(a for a, _ in spans), self.wanted.last or max(b for _, b in spans)
        between = gaps([pure(e) for e in entries]) if self.wanted.by_stretch else ()
        page = Paginator(found.select_related("source"), IN_TABLE).get_page(self.request.GET.get("page"))
        return {
            **self.switches(), "swim": self._lanes(entries, between), "first": first, "last": last, "ties": self._ties(entries),
            "moments": self._moments(), "zoom": self._zoom, "zooms": self._zooms(first, last), "page": page,
            "lines": view.shown(self.seen.case, list(page.object_list), self.people, named=self.named), "ages": bool(view.children_of(self.people)),
            "gaps": [(self.agencies.get(g.agency, g.agency), g) for g in between if g.agency],
            "unknown": rows(self.seen.case, self.wanted, self.people["people"]).filter(first=None).count(),
        }

    def _lanes(self, entries: Sequence[Entry], between: Iterable[Gap]) -> list[Lane]:
        hide, here, marks, blanks = view.hiding(self.people, self.named), reverse("chronology", args=[self.seen.case.reference]), {}, {}
        differs = {n for pair in self._links().filter(kind="contradiction").values_list("a", "b") for n in pair}
        marks, blanks = defaultdict(list), defaultdict(list)
        for e in entries:
            when = when_of(e)
            text = hide(e.text[:LONGEST_LABEL])
            label = f"{row_in_words(e)}: {text}{'…' if len(e.text) > LONGEST_LABEL else ''}"
            if when.start is not None:
                marks[e.agency].append(Mark(when.start, label, when.end, f"{here}rows/{e.pk}/{self.kept(**_NOTHING)}", e.significant,
                                            e.precision in VAGUE, e.pk in differs))
        for gap in between:
            blanks[gap.agency].append(Blank(gap.after, gap.before))
        order = [word for word in self.agencies if word in marks]
        return [Lane(self.agencies[word], marks[word], blanks[word]) for word in order]

    def _links(self) -> QuerySet[Link]:
        return reads.links(self.seen.case).exclude(state=Link.State.APART)

    def _ties(self, entries: Sequence[Entry]) -> list[Tie]:
        """Events that somebody said several agencies tell, and accounts that may differ, as one tie each."""
        at = {e.key: e for e in entries}
        links = [x for x in self._links() if x.kind == "contradiction" or x.state == Link.State.JOINED]
        pairs = [Pair(x.a.key, x.b.key, "same_event", x.score, x.why) for x in links if x.a.key in at and x.b.key in at]
        differ = {key for x in links if x.kind == "contradiction" for key in (x.a.key, x.b.key)}
        ties, told = [], set[str]()
        for key, found in belongs([e.key for e in entries], pairs).items():
            group = [key, *(k for k in found.same_event if k in at)]
            if key in told:
                continue
            told |= set(group)
            one = at[min(group, key=lambda k: at[k].order)]
            start = moment(one.start)
            if start is not None:
                differs = any(k in differ for k in group)
                ties.append(Tie(start, list({self.agencies.get(at[k].agency, at[k].agency): None for k in group}),
                                f"{one.first:%-d %B}: {'accounts differ' if differs else 'told by several'}",
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
