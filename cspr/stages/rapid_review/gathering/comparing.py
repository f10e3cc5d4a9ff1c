"""What an agency changed between two versions of its return (D5)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import SafeString

from cspr.govuk.differences import marked
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


def changes(before: Said, after: Said) -> Iterator[tuple[str, SafeString]]:
    """The headings under which something differs, each with both texts marked as one."""
    one, other = _texts(before), _texts(after)
    for heading in dict.fromkeys([*other, *one]):
        if one.get(heading, "") != other.get(heading, ""):
            yield heading, marked(one.get(heading, ""), other.get(heading, ""))
