"""What goes out on the final decision: report, circulation, briefing; and the Panel's answer. D9–D12, D15."""

from __future__ import annotations

import re
from typing import Literal

from django.utils.text import slugify

from cspr.operations import Doing, Forbidden, InputFault, operation
from cspr.operations.errors import Fault
from cspr.operations.inputs import LongText, OptionalLongText, OptionalText, Text, ask
from cspr.operations.lateness import why_late
from cspr.partnership.models import Member
from cspr.partnership.roles import Role
from cspr.services.documents.naming import places
from cspr.services.people.roll import CasePeople
from cspr.stages.rapid_review.decision.operations.common import Happened, not_before
from cspr.stages.rapid_review.decision.reads import REPORT, circulation_of

View = Literal["agrees", "disagrees", "asks_for_more"]
VIEW_WORDS = {
    "agrees": "Agrees with the decision",
    "disagrees": "Disagrees with the decision",
    "asks_for_more": "Asks for more before it says",
}
Agreeing = Literal["sub_group_chair", "executive", "business_manager"]
AGREES_AS = {
    "sub_group_chair": Role.SUB_GROUP_CHAIR,
    "executive": Role.EXECUTIVE,
    "business_manager": Role.BUSINESS_UNIT,
}


class ReportSent(Happened):
    """The report on its way to the national Panel."""
    late_reason: OptionalLongText = why_late()


@operation(
    "rapid_review.send_report",
    title="Send the report to the national Panel",
    clauses=["D9", "D2"],
    by=[Role.BUSINESS_UNIT],
    records=["rapid_review_report_sent"],
    room="decision",
)
def send_report(do: Doing, data: ReportSent) -> None:
    """Record that the signed report went to the Panel. Held back until the partners' final decision."""
    not_before(do, data.at, "final_decision", "the safeguarding partners' final decision")
    report = do.latest(REPORT)
    do.record(
        "rapid_review_report_sent",
        data.at,
        text_hash=report.text_hash if report else None,
    )


class PanelResponse(Happened):
    """What the national Panel said."""

    view: View = ask("What does the Panel say?", labels=VIEW_WORDS)
    says: OptionalLongText = ask("Its words, or the main points", default="", lines=6)


@operation(
    "rapid_review.record_panel_response",
    title="Record the Panel's response",
    clauses=["D15", "A2"],
    by=[Role.BUSINESS_UNIT],
    records=["panel_responded"],
    room="decision",
)
def record_panel_response(do: Doing, data: PanelResponse) -> None:
    """Record the Panel's view. It may come in several letters; each is kept."""
    not_before(do, data.at, "rapid_review_report_sent", "the report was sent to the Panel")
    do.record("panel_responded", data.at, view=data.view, says=data.says or None)


class Circulation(Happened):
    """Who the report went to."""

    post: OptionalText = ask("To which post?", default="")
    posts: list[Text] = ask(
        "Who has it been sent to?",
        "Each can then read it here, and each opening is written down.",
        default=[],
    )


@operation(
    "rapid_review.circulate_report",
    title="Circulate the report",
    clauses=["D10", "D11"],
    by=[Role.BUSINESS_UNIT],
    records=["report_circulated"],
    room="decision",
)
def circulate_report(do: Doing, data: Circulation) -> None:
    """Record each post the report went to; those beyond the protocol's list need an agreement first (D11)."""
    posts = list(dict.fromkeys([*data.posts, *([data.post] if data.post else [])]))
    if not posts:
        raise InputFault.at("posts", "Choose at least one.")
    not_before(do, data.at, "final_decision", "the safeguarding partners' final decision")
    agreed = {str(f.details.get("to")) for f in do.happened("wider_circulation_agreed")}
    beyond = [p for p in posts if p not in circulation_of(do.protocol) and p not in agreed]
    if beyond:
        raise InputFault(
            *(
                Fault(
                    "posts",
                    f"“{p}” is not on the protocol's list. The Sub-group chair, the Executive or the "
                    f"Business "
                    "Manager must agree to it first.",
                )
                for p in beyond
            )
        )
    fresh = [p for p in posts if not do.happened("report_circulated", post=p)]
    if not fresh:
        raise InputFault.at("posts", "That is already recorded for everyone chosen.")
    for post in fresh:
        do.record("report_circulated", data.at, post=post)


class WiderCirculation(Happened):
    """Somebody beyond the list, and who agreed."""

    to: Text = ask("Who else should have the report?", "A post, not a person's name.")
    by: Agreeing | None = ask(
        "You agree to it as",
        "Left empty, as you are signed in.",
        default=None,
        labels={
            "sub_group_chair": "Sub-group chair",
            "executive": "Executive member",
            "business_manager": "Business Manager",
        },
    )
    why: LongText = ask("Why do they need it?")


def post_word(do: Doing, typed: str) -> str:
    """The word of a post as accounts carry it: "Head of Housing" finds head_of_housing; else as typed."""
    word = slugify(typed).replace("-", "_")
    known = (
        Member.objects.filter(partnership=do.home, role=Role.NAMED_POST, post__in=[typed, word])
        .values_list("post", flat=True)
        .first()
    )
    return known or typed


@operation(
    "rapid_review.agree_wider",
    title="Agree to a wider circulation",
    clauses=["D11"],
    by=[Role.SUB_GROUP_CHAIR, Role.EXECUTIVE, Role.BUSINESS_UNIT],
    records=["wider_circulation_agreed"],
)
def agree_wider(do: Doing, data: WiderCirculation) -> None:
    """Record an agreement; only the one who holds the role can give it. Raises Forbidden."""
    own = next(word for word, role in AGREES_AS.items() if role == do.member.role)
    if data.by not in (None, own):
        raise Forbidden(
            f"You are signed in as {do.member.get_role_display()}, and cannot agree for another role."
        )
    do.record(
        "wider_circulation_agreed", data.at, to=post_word(do, data.to), by=own, why=data.why or None
    )


def named_in(do: Doing, boxes: dict[str, str]) -> list[tuple[str, str]]:
    """Each box with a word in it that names somebody of the case, or their school or address: (box, word).

    Whole names in any case of letters; parts of a name as it is written, since May and Hope are also plain words.
    """
    people = CasePeople.whole(do.case).everybody if do.case else ()
    whole = {w for p in people for w in (p.name, *p.aliases, p.school, p.address) if w}
    parts = {part for p in people for part in p.name.split() if len(part) > 2}
    patterns = [(w, rf"(?i)\b{re.escape(w)}\b") for w in whole] + [(w, rf"\b{re.escape(w)}\b") for w in parts]
    found = [(box, [w for w, pattern in patterns if re.search(pattern, text)]) for box, text in boxes.items()]
    return [(box, max(words, key=len)) for box, words in found if words]


class Briefing(Happened):
    """The seven boxes of an anonymised learning briefing, and where it is published."""

    of: Literal["rapid_review", "local_review"] = ask(
        "Which review is it of?",
        labels={"rapid_review": "The Rapid Review", "local_review": "The local review"},
    )
    url: Text = ask("Where is it published?", "The address of the page.")
    introduction: OptionalLongText = ask(
        "1. What is this about?", "Two or three sentences.", default="", lines=3
    )
    background: OptionalLongText = ask(
        "2. What happened, with nobody recognisable",
        "Age bands instead of ages; no dates, places or names.",
        default="",
        lines=4,
    )
    why_it_matters: OptionalLongText = ask("3. Why it matters", default="", lines=3)
    findings: LongText = ask("4. What was found", missing="Say what was found.", lines=5)
    worked_well: OptionalLongText = ask("5. What worked well", default="", lines=3)
    what_to_do: LongText = ask("6. What to do differently", missing="Say what teams should do differently.", lines=5)
    questions: OptionalLongText = ask("7. Questions to talk over in your team", default="", lines=4)


@operation(
    "rapid_review.publish_briefing",
    title="Publish the learning briefing",
    clauses=["D12", "I7", "J6"],
    by=[Role.BUSINESS_UNIT],
    records=["briefing_published"],
    room="decision",
)
def publish_briefing(do: Doing, data: Briefing) -> None:
    """Record the anonymised briefing as published, and keep its text. The report never is.

    Raises InputFault at each box that names somebody of the case, or their school or address.
    """
    boxes = {k: v for k, v in data.model_dump(exclude={"at", "of"}).items() if v}
    faults = [
        Fault(box, f"Take out “{word}”: it names somebody of this case.") for box, word in named_in(do, boxes)
    ]
    if faults:
        raise InputFault(*faults)
    if do.case:
        titles = {name: str(info.title) for name, info in Briefing.model_fields.items()}
        for place in places(do.case, [(titles[box], text) for box, text in boxes.items()]):
            do.notes.append(
                f"“{place.found.text}” under “{place.heading}” could identify somebody: {place.found.what}. "
                f"“{place.found.instead}” could stand there. Read it again before it is published."
            )
    if boxes:
        do.document("briefing", boxes, data.of)
    do.record("briefing_published", data.at, of=data.of, url=data.url or None)


class NationalNotice(Happened):
    """That the Panel told the Secretary of State."""

    notes: OptionalLongText = ask("What was said?", default="", lines=5)


@operation(
    "rapid_review.notify_secretary_of_state",
    title="Record that the Panel told the Secretary of State",
    clauses=["D15"],
    by=[Role.BUSINESS_UNIT],
    records=["secretary_of_state_notified"],
    room="decision",
)
def notify_secretary_of_state(do: Doing, data: NationalNotice) -> None:
    """Record that the Panel notified the Secretary of State of a national review."""
    do.record("secretary_of_state_notified", data.at, notes=data.notes or None)


class NationalReview(Happened):
    """How a national review is done here."""

    notes: LongText = ask("What was settled with the Panel?", lines=5)


@operation(
    "rapid_review.settle_national_review",
    title="Settle how the national review is done",
    clauses=["D15"],
    by=[Role.BUSINESS_UNIT],
    records=["national_review_settled"],
    room="decision",
)
def settle_national_review(do: Doing, data: NationalReview) -> None:
    """Record what was settled with the Panel: how it is done, and what becomes of a local review."""
    do.record("national_review_settled", data.at, notes=data.notes or None)
