"""What the letters of the Rapid Review propose to say: to an agency that is asked, to the family, and to the Panel with the report."""

from __future__ import annotations

from cspr.govuk.days import in_words, local
from cspr.record.facts import latest_document
from cspr.services.documents.letters import agency_name, letter
from cspr.stages.rapid_review.decision.reads import REVIEW_WORDS
from cspr.stages.rapid_review.gathering import reads
from cspr.steps.read import CaseRead

SINCERELY = "Yours sincerely"


def _asked(read: CaseRead) -> list[tuple[str, str]]:
    """The agencies that were asked."""
    return sorted(((line.agency, line.name) for line in reads.board(read)), key=lambda pair: pair[1])


@letter("request", "Letter asking for information", room="returns", clauses=("D4", "D5"), agencies=_asked)
def request(read: CaseRead, agency: str) -> dict[str, str]:
    """What an agency was asked, by when and on what basis, for who must have it on paper. The case's reference, and no name."""
    asked, line = latest_document(read.case, "request", agency), reads.asked(read, agency)
    body = asked.body if asked else {}
    parts = ["We are holding a Rapid Review of a serious incident and ask your agency for what it knows. You find the request, and who it is about, "
             f"when you sign in to the service under the reference {read.case.reference}; no name stands in this letter."]
    if line:
        parts.append(f"Please return your information and a chronology by {in_words(line.due)}. Talk with the colleagues who were involved, and "
                     "review all your records for everyone in the household.")
    meeting = reads.arranged(read)
    if meeting:
        parts.append(f"The learning meeting is on {in_words(local(meeting.details['on']))}.")
    if body.get("questions"):
        parts.append("In this case, please answer too:\n" + "\n".join(body["questions"]))
    parts += [body["legal_basis"]] if body.get("legal_basis") else []
    parts.append("Please do not tell the family of the review yourselves. The partnership does that once, through the professional who knows them "
                 "best.")
    return {"to": agency_name(read.case.partnership, agency), "opening": "Dear colleague", "subject": "Rapid Review: your agency's information",
            "body": "\n\n".join(parts), "closing": SINCERELY, "signed_by": "Business Manager"}


@letter("family", "Letter to the family", room="decision", clauses=("D3",), marking="PRIVATE AND CONFIDENTIAL", unnamed=False)
def family(read: CaseRead, _: str) -> dict[str, str]:
    """Plain words for people in grief. The lead professional advises on them before it goes."""
    advice = read.happened("lead_professional_consulted")
    contact = str(advice[-1].details.get("name_or_post", "")) if advice else ""
    known = f"{contact}, whom you know, can" if contact else "We can"
    words = (
        "We are very sorry about what has happened to your child and your family.",
        "When a child dies or is seriously hurt, the services that work with children must look at how they worked together, so that they can keep "
        "other children safer. This is called a Rapid Review. It does not look for somebody to blame, and it is not a police investigation or a "
        "court.",
        "We have asked the services that knew your family to tell us what they did. They look at it together in the next weeks. Then they decide "
        "whether there is more to learn, and we will tell you what they decide.",
        "You do not have to do anything. If there is something you want the services to know, or to ask, we would like to hear it.",
        f"{known} explain this letter to you, in your own language if that helps, and tell you who can support you.",
        "We will not write about this to anybody else in your family unless you ask us to.",
    )
    return {"to": "", "opening": "Dear ", "subject": "Learning from what happened", "body": "\n\n".join(words), "closing": SINCERELY,
            "signed_by": "Business Manager"}


@letter("panel", "Letter to the national Panel with the report", room="decision", clauses=("D2", "D9"))
def panel(read: CaseRead, _: str) -> dict[str, str]:
    """The report's covering letter: the decision, by whom it was signed, and by the notification's reference, not by a name."""
    sin, final = read.happened("sin_submitted"), read.happened("final_decision")
    number = f", notification {sin[-1].details['reference']}" if sin and sin[-1].details.get("reference") else ""
    decided = str(final[-1].details.get("review", "")) if final else ""
    parts = [f"We enclose the report of our Rapid Review, reference {read.case.reference}{number}."]
    if decided:
        parts.append(f"The safeguarding partners for the police, health and the local authority have signed it. Their decision: "
                     f"{REVIEW_WORDS.get(decided, decided)[:1].lower()}{REVIEW_WORDS.get(decided, decided)[1:]}. The report gives the reasons, each "
                     "criterion on its own.")
    parts.append("We would be glad to answer questions, and to hear whether the Panel agrees.")
    return {"to": "The Child Safeguarding Practice Review Panel", "opening": "Dear Panel", "subject": "Rapid Review report",
            "body": "\n\n".join(parts), "closing": SINCERELY, "signed_by": "Business Manager, on behalf of the safeguarding partners"}
