"""Which rows may tell the same: suggested when rows come in, and kept, so that no page works it out again."""

from __future__ import annotations

from cspr.chronology.matching import look
from cspr.partnership.models import Agency
from cspr.record.models import Case
from cspr.services.chronology.models import Entry, Link
from cspr.services.chronology.rows import pure


def suggest(case: Case) -> None:
    """Make the suggestions those of the rows that are in the chronology now. What a person decided stays decided."""
    names = dict(Agency.objects.filter(partnership=case.partnership_id).values_list("slug", "name"))
    rows = {e.key: e for e in Entry.objects.filter(case=case, live=True).select_related("source")}
    numbers = {key: e.pk for key, e in rows.items()}
    wanted = {(numbers[p.a], numbers[p.b], p.kind): p for p in look([pure(e, names) for e in rows.values()])}
    there = {(link.a_id, link.b_id, link.kind): link for link in Link.objects.filter(case=case)}
    there |= {(b, a, kind): link for (a, b, kind), link in there.items()}  # A date that was given may have turned them round.
    fresh, moved = [], []
    for pair, found in wanted.items():
        known = there.get(pair)
        if known is None:
            fresh.append(Link(partnership_id=case.partnership_id, case=case, a_id=pair[0], b_id=pair[1], kind=found.kind, score=found.score,
                              why=found.why))
        elif known.state == Link.State.SUGGESTED and (known.why, known.score) != (found.why, found.score):
            known.why, known.score = found.why, found.score
            moved.append(known)
    Link.objects.bulk_create(fresh, batch_size=500)
    Link.objects.bulk_update(moved, ["why", "score"], batch_size=500)
    asked = {link.pk for pair, link in there.items() if pair in wanted}
    Link.objects.filter(case=case, state=Link.State.SUGGESTED).exclude(pk__in=[*asked, *(link.pk for link in fresh)]).delete()


def fold(case: Case) -> None:
    """Show rows that a person said are the same once: under the earliest of them that is in the chronology."""
    joined = Link.objects.filter(case=case, kind="duplicate", state=Link.State.JOINED, a__live=True, b__live=True).values_list("a", "b")
    root: dict[int, int] = {}

    def first_of(one: int) -> int:
        while root.get(one, one) != one:
            one = root[one]
        return one

    for a, b in joined:
        low, high = sorted((first_of(a), first_of(b)))
        root |= {low: low, high: low}
    shown = {e.pk: e for e in Entry.objects.filter(case=case, pk__in=root)}
    lead: dict[int, Entry] = {}
    for number in shown:  # In the order of time: the first of each group stands for it.
        lead.setdefault(first_of(number), shown[number])
    changed = []
    was = {e.pk: e for e in Entry.objects.filter(case=case).exclude(same_as=None)} | shown
    for number, entry in was.items():
        stands_for = lead[first_of(number)] if number in shown else entry
        wanted = None if stands_for.pk == number else stands_for.pk
        if entry.same_as_id != wanted:
            entry.same_as_id = wanted
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["same_as"], batch_size=500)
