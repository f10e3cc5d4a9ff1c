"""How fast a merged chronology of 2,000 rows is hidden and written out, beside writing the same texts to a plain file."""

from __future__ import annotations

import sys

from _given import took
from chronology_matching import rows

from cspr.chronology.merging import merge
from cspr.chronology.names import Names
from cspr.chronology.out import to_csv, to_docx, to_json, to_xlsx

ROWS, GOAL_MS, HIDE_MS = 2000, 2000.0, 300.0
PEOPLE = {
    "people": [{"id": f"p{n}", "name": f"{first} Tolland", "role": first, "pseudonym": f"Person {n}", "born": f"20{n + 10}-0{n}-1{n}",
                "address": "14 Cooper's Rise, BZ4 7QX", "school": "Otterholt Primary"}
               for n, first in enumerate(("Rowan", "William", "Kerry", "Dean", "Grace", "Tobias"), 1)],
    "professionals": [{"name": f"{name} Petrie", "role": "worker"} for name in ("Joan", "Abena", "Tunde", "Lena")],
}  # fmt: skip


def main() -> int:
    """Print what was measured. 1 where a goal is missed."""
    merged = merge(rows()[:ROWS], pairs=False)
    texts = [f"Rowan Tolland and Will: {e.text} Kerry said Dean was not there." for e in merged.entries]
    names, missed = Names(PEOPLE), False
    hidden = took(lambda: [names.hide(text) for text in texts], 7)
    print(f"  names hidden in {ROWS:,} rows: {hidden} (goal < {HIDE_MS:.0f} ms)")
    missed |= hidden.median >= HIDE_MS
    plain = took(lambda: "".join(f"{e.when.typed}\t{e.agency}\t{e.text}\n" for e in merged.entries).encode(), 7)
    for write in (to_json, to_csv, to_xlsx, to_docx):
        ours = took(lambda write=write: write(merged), 7)
        print(f"  {write.__name__}: {ours} (goal < {GOAL_MS:.0f} ms); {ours.best / plain.best:.0f} times a plain file")
        missed |= ours.median >= GOAL_MS
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
