"""What an agency changed between two versions of its return (D5)."""

from __future__ import annotations

from cspr.services.documents.comparing import Compared, compare
from cspr.stages.rapid_review.gathering.reads import Said


def _texts(said: Said) -> dict[str, str]:
    """Everything a version says, by the heading it stands under."""
    found = dict(said.parts)
    found |= {f"{key} · {words}" if words else key: information for key, words, information in said.criteria}
    found |= dict(said.answers)
    found["Chronology"] = "\n".join(" · ".join(filter(None, (str(e.get(k, "")) for k in ("date", "time", "event", "source", "response"))))
                                    for e in said.chronology)
    found["Files"] = "\n".join(str(f["name"]) for f in said.files)
    return {heading: words for heading, words in found.items() if words}


def changes(before: Said, after: Said) -> list[Compared]:
    """The headings under which something differs, each with what was taken out and put in."""
    return [one for one in compare(list(_texts(before).items()), list(_texts(after).items())) if one.how != "same"]
