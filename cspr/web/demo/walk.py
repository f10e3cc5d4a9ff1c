"""Walks a made-up case along the protocol, one working day after another, as the people who owe each step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from cspr import protocol
from cspr.access.reads import case_for, note_look
from cspr.operations import Done, run
from cspr.operations.inputs import Upload
from cspr.partnership.models import Member, Partnership
from cspr.partnership.roles import Role
from cspr.record.facts import LONDON, latest_document
from cspr.record.models import Case
from cspr.services.chronology.models import Entry, Link
from cspr.web.demo.chronologies import hospital as hospital_file
from cspr.web.demo.chronologies import police as police_file
from cspr.web.demo.meetings import invite, minute, record
from cspr.web.demo.returns import CRITERIA, told_by

AGENCIES = ("childrens_social_care", "police", "hospital", "community_health", "gp", "school")
NARRATIVE = "Made-up account for the demonstration. No person, place or event in it is real."


class Walk:
    """One case, from its day 0. Each method does one part of the protocol on a working day counted from it."""

    def __init__(self, home: Partnership, start: date, about: str, children: Sequence[dict[str, Any]], *, outcome: str = "seriously_harmed") -> None:
        """start: the day the authority became aware. about: a few words that identify nobody. children: rows of the form."""
        self.home, self.start, self.about, self.children, self.outcome = home, start, about, list(children), outcome
        self.calendar = protocol.Calendar.named()
        self.reference: str | None = None
        self.shift = 0

    def at(self, day: int, hour: int = 10) -> datetime:
        """The moment on working day `day` (counted from the start, plus the shift), naive London time."""
        return datetime.combine(self.calendar.add_working_days(self.start, day + self.shift), time(hour))

    def who(self, role: Role, agency: str | None = None, post: str | None = None) -> Member:
        """The first member in a role."""
        found = Member.objects.filter(partnership=self.home, role=role).select_related("agency", "user", "partnership")
        found = found.filter(agency__slug=agency) if agency else found
        found = found.filter(post=post) if post else found
        member = found.first()
        assert member is not None, (role, agency)
        return member

    def do(self, name: str, who: Member, day: int, hour: int = 10, /, *, timed: bool = True, **data: Any) -> Done:
        """Run one operation on a working day."""
        moment = self.at(day, hour)
        if timed:
            data.setdefault("at", moment)
        done = run(name, who, data, case=self.reference, now=(moment + timedelta(minutes=20)).replace(tzinfo=LONDON))
        if done.case:
            self.reference = done.case.reference
        return done

    @property
    def case(self) -> Case:
        """The case as it stands."""
        assert self.reference
        return case_for(self.who(Role.BUSINESS_UNIT), self.reference, self.start).case

    def document_hash(self, kind: str) -> str:
        """The hash of the newest version of a document."""
        found = latest_document(self.case, kind)
        assert found is not None, kind
        return found.text_hash

    # -- the parts, in the order of the protocol ---------------------------------------------------------------------

    def refer(self, agency: str = "hospital") -> None:
        """An agency refers."""
        self.do("referral.submit", self.who(Role.AGENCY_LEAD, agency), 0, 9, about=self.about, agency=agency, what_happened=NARRATIVE,
                referrer_name="Made-up referrer", referrer_role="Named nurse", agreed_by="Made-up senior lead", children=self.children,
                outcome=self.outcome, abuse_or_neglect="suspected", immediate_safety="In hospital; a brother was seen the same day.",
                when=(self.at(0) - timedelta(days=1)).date())

    def consider(self, outcome: str = "ask_for_sin") -> None:
        """Triage, circulation and the Sub-group's decision."""
        unit = self.who(Role.BUSINESS_UNIT)
        self.do("referral.review", unit, 0, 14, children_safe="yes", notes="Complete.")
        self.do("referral.circulate", unit, 1, 9)
        more = {"learning_goes_to": "The hospital's own learning review"} if outcome == "neither" else {}
        self.do("referral.consider", self.who(Role.SUB_GROUP_CHAIR), 3, 11, outcome=outcome,
                reasons="Considered against each criterion; see the record of the meeting.", **more)

    def become_aware(self, **incident: Any) -> None:
        """The authority becomes aware; opens the case where no referral did."""
        given = {"abuse_or_neglect": "suspected", "outcome": self.outcome, "looked_after": False, **incident}
        if self.reference is None:
            self.do("notification.open", self.who(Role.NOTIFIER, "council"), 0, 9, about=self.about, children=self.children,
                    **{"happened": (self.at(0) - timedelta(days=1)).date(), **given})
        else:
            self.do("notification.become_aware", self.who(Role.NOTIFIER, "council"), 3, 14, at=self.at(1, 9))

    def notify(self, day: int = 3) -> None:
        """The notification, the partnership told the same day; the Rapid Review's days count from here."""
        moment = self.at(day, 15)
        self.do("notification.record_sin", self.who(Role.NOTIFIER, "council"), day, 15, reference=f"MADE-UP-{self.reference}",
                partnership_told_at=moment, told_who="Business Manager",
                **({"late_reason": "The extent of harm was confirmed late."} if day > 5 else {}))
        self.shift += day

    def ask(self, agencies: Sequence[str] = AGENCIES, questions: str = "") -> None:
        """The family told, information asked for, the meeting arranged."""
        unit = self.who(Role.BUSINESS_UNIT)
        self.do("rapid_review.consult_lead_professional", unit, 1, 9, name_or_post="Health visitor")
        self.do("rapid_review.request_information", unit, 1, 11, agencies=list(agencies), due=self.at(5).date(), meeting_on=self.at(8).date(),
                questions=questions)
        self.do("rapid_review.tell_family", unit, 2, 14, who="Mother and grandmother", by="Business Manager, with the health visitor")
        self.invite()

    def restrict_row(self, agency: str, day: int) -> None:
        """An agency's first row becomes one for its lead and the Business Unit alone."""
        row = Entry.objects.filter(case=self.case, agency=agency, live=True).order_by("order", "pk").first()
        assert row is not None
        self.do("sight.restrict", self.who(Role.BUSINESS_UNIT), day, 9, timed=False, item=f"entry-{row.pk}",
                members=[f"member-{self.who(Role.AGENCY_LEAD, agency).pk}"], reasons="Sensitive to a police investigation.")

    def invite(self, day: int = 2, *, meeting: str = "learning") -> None:
        """The three partners, the agencies asked and the panel are invited; most answer."""
        invite(self, day, meeting)

    def ask_others(self, agencies: Sequence[str], day: int = 3) -> None:
        """Agencies that turn out to know the family are asked later, on the same terms."""
        self.do("rapid_review.request_information", self.who(Role.BUSINESS_UNIT), day, 15, agencies=list(agencies), due=self.at(9).date())

    def look(self, heading: str, who: Member, day: int, hour: int = 9) -> None:
        """Somebody opens a page of the case."""
        assert self.reference
        seen = case_for(who, self.reference, self.at(day).date())
        note_look(seen, f"page: {heading}", self.at(day, hour).replace(tzinfo=LONDON))

    def answer(self, agencies: Sequence[str], nil: Sequence[str] = (), day: int = 4) -> None:
        """Returns come back."""
        for agency in agencies:
            self.do("rapid_review.submit_return", self.who(Role.AGENCY_LEAD, agency), day, 12, agency=agency, nil=False, conversations_held=True,
                    desktop_review_done=True, **told_by(agency, self.start))
        for agency in nil:
            self.do("rapid_review.submit_return", self.who(Role.AGENCY_LEAD, agency), day, 12, agency=agency, nil=True, conversations_held=True,
                    desktop_review_done=True, nil_reason="The family is not known to us.")

    def send_files(self, day: int = 4) -> None:
        """Two agencies' files for the desk, and what the Business Unit and the panel make of the rows."""
        police, unit, panel = self.who(Role.AGENCY_LEAD, "police"), self.who(Role.BUSINESS_UNIT), self.who(Role.SUB_GROUP_MEMBER, "police")
        self.do("chronology.import_file", police, day, 13, timed=False, file=Upload(name="Chronology WS police.csv", content=police_file(self.start)))
        self.do("chronology.import_file", unit, day, 14, timed=False, agency="hospital",
                file=Upload(name="Ward chronology.txt", content=hospital_file(self.start)))
        rows = Entry.objects.filter(case=self.case, live=True)
        loud = rows.filter(text__startswith="Called by a neighbour").order_by("pk")[0]
        self.do("chronology.weigh_entry", panel, day, 15, timed=False, entry=str(loud.pk), significant=True)
        self.do("chronology.add_note", panel, day, 15, timed=False, entry=str(loud.pk), question=True, words="Who read the notice, and when?")
        first = rows.filter(text__startswith="Seen by the midwife")[0]
        self.do("chronology.add_note", unit, day, 15, timed=False, entry=str(first.pk), question=False, words="The midwife is to be asked.")
        twice = Link.objects.filter(case=self.case, kind="duplicate").order_by("pk").first()
        if twice:
            self.do("chronology.decide_pair", unit, day, 15, timed=False, pair=str(twice.pk), decided="joined", words="Copied twice into the file.")

    def meet(self, review: str, day: int = 8) -> None:
        """Pack, meeting, decision record, recommendation."""
        self.hold_meeting(day)
        self.weigh(review, day)
        self.recommend(review, day)

    def hold_meeting(self, day: int = 8) -> None:
        """The pack the day before, and the learning meeting."""
        unit = self.who(Role.BUSINESS_UNIT)
        late = {"late_reason": "Two of the three partners were ill on the day arranged."} if day > 10 else {}
        self.do("rapid_review.share_pack", unit, day - 1, 15, missing_reason="Any return still out is brought to the meeting.", **late)
        record(self, day)
        self.do("rapid_review.hold_meeting", unit, day, 10, partners=["local_authority", "police", "health"], **late)

    def minute(self, day: int, *, sent: bool = True, agreed: bool = True) -> None:
        """The minutes of the learning meeting."""
        minute(self, day, sent=sent, agreed=agreed)

    def weigh(self, review: str, day: int = 8) -> None:
        """What the panel weighs before it recommends."""
        chair = self.who(Role.SUB_GROUP_CHAIR)
        self.do("rapid_review.consider_immediate_actions", chair, day, 12, any=True, actions="Siblings' safety plan checked the same day.")
        self.do("rapid_review.share_immediate_learning", chair, day, 13, what="Check missed appointments together.", to="All agencies on the panel")
        self.do("rapid_review.consider_improvement", chair, day, 13, reasons="Information was held by three agencies and joined by none.")
        met = "yes" if review == "local" else "no"
        self.do("rapid_review.consider_criteria", chair, day, 14, criteria=[
            {"criterion": c, "met": met if c in ("B3-1", "B3-3") else "no", "reasons": "Weighed at the meeting."}
            for c in CRITERIA])
        self.do("rapid_review.consider_rights_and_equality", chair, day, 14, decision="recommendation",
                reasons="Articles 6, 8 and 14 and the equality duty weighed.")

    def recommend(self, review: str, day: int = 8) -> None:
        """The recommendation, and the report that is to be signed."""
        unit, chair = self.who(Role.BUSINESS_UNIT), self.who(Role.SUB_GROUP_CHAIR)
        self.do("rapid_review.make_recommendation", chair, day, 15, review=review,
                reasons="For the reasons recorded against each criterion.")
        self.do("rapid_review.write_report", unit, day + 1, 11, timed=False, facts=NARRATIVE,
                analysis="Made-up analysis.", decision="As recommended.")

    def sign(self, review: str, partners: Sequence[str] = ("council", "police", "icb"), day: int = 11) -> None:
        """The partners sign the one text."""
        text = self.document_hash("rapid_review_report")
        for agency in partners:
            who = self.who(Role.SAFEGUARDING_PARTNER, agency)
            self.do("rapid_review.sign", who, day, 12, partner=who.who, decision=review, text_hash=text)

    def send(self, day: int = 13) -> None:
        """The report to the Panel, the posts and the brief."""
        unit = self.who(Role.BUSINESS_UNIT)
        late = {"late_reason": "The third signature came late."} if day > 15 else {}
        self.do("rapid_review.send_report", unit, day, 11, **late)
        posts = ["rapid_review_panel", *(i.id for i in protocol.load(self.home.protocol).checklist("rapid-review-circulation").items)]
        self.do("rapid_review.circulate_report", unit, day + 1, 10, posts=posts)

    def brief(self, of: str, day: int) -> None:
        """The learning briefing."""
        self.do("rapid_review.publish_briefing", self.who(Role.BUSINESS_UNIT), day, 11, of=of, url="https://wessmoor.example.org/learning",
                introduction="What this is", background="Anonymised.", findings="Made-up findings.", what_to_do="Made-up steps.")

    def write_to_family(self, day: int) -> None:
        """The letter to the family, and its second version after the health visitor has read it."""
        begun = "We are very sorry about what has happened to your child and your family."
        ours = "We are looking at how the services worked together, so that they can keep other children safer."
        given = {"letter": "family", "to": "Made-up addressee", "opening": "Dear parents", "subject": "Learning from what happened",
                 "closing": "Yours sincerely", "signed_by": "Business Manager"}
        unit = self.who(Role.BUSINESS_UNIT)
        more = "It does not look for somebody to blame.\n\nYour health visitor can explain this letter to you."
        for n, body in enumerate((f"{begun}\n\n{ours}", f"{begun}\n\n{ours} {more}")):
            self.do("documents.write_letter", unit, day + n, 10, timed=False, day=self.at(day + n).date(), body=body, **given)

    def plan_actions(self, of: str, day: int, title: str = "Share missed appointments between health visiting and the surgery", *,
                     agree: bool = True) -> str:
        """An action plan with one action; gives the action's id."""
        unit, chair = self.who(Role.BUSINESS_UNIT), self.who(Role.SUB_GROUP_CHAIR)
        self.do("action_plan.develop", chair, day, 10, of=of)
        done = self.do("action_plan.set_action", unit, day, 11, title=title, owner="community_health", due=self.at(day + 30).date())
        for agency in ("council", "police", "icb") if agree else ():
            who = self.who(Role.SAFEGUARDING_PARTNER, agency)
            self.do("action_plan.agree", who, day + 2, 12, partner=who.who, of=of)
        return str(done.facts[0].details["action"])

    def review(self, day: int) -> None:
        """A local review begins: reviewer weighed and appointed, terms and methodology."""
        chair, unit = self.who(Role.SUB_GROUP_CHAIR), self.who(Role.BUSINESS_UNIT)
        self.do("local_review.draft_terms", chair, day, 10, questions="How did agencies share what they knew?")
        self.do("local_review.weigh_candidate", chair, day + 2, 10, candidate="Dr Petra Lyle", weighings=[
            {"consideration": f"E2-{n}", "reasons": "Weighed; nothing against."} for n in range(1, 6)])
        reviewer = self.who(Role.REVIEWER)
        self.do("local_review.appoint_reviewer", chair, day + 4, 10, name="Dr Petra Lyle", candidate="Dr Petra Lyle", member=f"member-{reviewer.pk}")
        self.do("local_review.choose_methodology", chair, day + 8, 10, methodology="hybrid", reasons="Two agencies' systems are in question.")
        self.do("local_review.finalise_terms", reviewer, day + 10, 10, timetable="First draft in the fourth month.",
                questions="How did agencies share what they knew, and with whom?\n\nWho saw the child, and what was seen?")
        for review in ("dhr", "sar"):
            self.do("local_review.consider_other_review", unit, day + 10, 11, review=review, refer=False, reasons="No adult died or was harmed.")

    def keep_commitments(self, day: int) -> None:
        """What shows that the review kept the commitments of every methodology."""
        shown = ("The mother met the reviewer twice, with an advocate.", "Fourteen practitioners came to two learning days.",
                 "The report asks why, of systems and not of people.", "Each Quality Marker is answered in an annex of the report.")
        for n, evidence in enumerate(shown, 1):
            self.do("local_review.evidence_commitment", self.who(Role.REVIEWER), day, 9, commitment=f"E5-{n}", evidence=evidence)

    def approve(self, day: int) -> None:
        """The draft, the seven points, the Executive."""
        self.do("local_review.submit_draft", self.who(Role.REVIEWER), day, 10, text=NARRATIVE + " The made-up report of a made-up review.")
        self.do("local_review.check_quality", self.who(Role.SUB_GROUP_CHAIR), day + 5, 10,
                points=[{"point": f"H1-{n}", "met": "yes", "comments": "Checked."} for n in range(1, 8)])
        self.do("local_review.approve", self.who(Role.EXECUTIVE), day + 10, 10)

    def publish(self, day: int) -> None:
        """The plan, the Panel and the Secretary of State, and the day itself."""
        self.plan_publication(day)
        self.do("publication.publish", self.who(Role.BUSINESS_UNIT), day + 8, 10, url="https://wessmoor.example.org/reports/child-f")

    def plan_publication(self, day: int) -> None:
        """All that comes before the day, for which the plan names the eighth working day after."""
        unit = self.who(Role.BUSINESS_UNIT)
        for name in ("take_legal_advice", "take_communications_advice", "consult_core_partners", "tell_agencies_of_plan"):
            self.do(f"publication.{name}", unit, day, 10, reasons="Recorded in the plan.")
        self.do("publication.consider_impact", unit, day, 11, reasons="Support offered to the family and practitioners.")
        self.do("publication.name_family_contact", unit, day, 11, name_or_post="Business Manager")
        self.do("publication.plan", unit, day, 12, on=self.at(day + 8).date())
        self.do("publication.send_to_panel", unit, day + 1, 10)
        self.do("publication.send_to_secretary_of_state", unit, day + 1, 10)
        self.do("local_review.complete", unit, day + 2, 10)

    def finish(self, actions: Sequence[str]) -> None:
        """The actions done and accepted, the learning shared, the changes looked at again, the case closed."""
        lead, chair, unit = self.who(Role.AGENCY_LEAD, "community_health"), self.who(Role.SUB_GROUP_CHAIR), self.who(Role.BUSINESS_UNIT)
        late = {"late_reason": "The two systems could not exchange the list before."}
        for action in actions:  # The first is from the Rapid Review's plan, and its date was long ago.
            self.do("action_plan.do_action", lead, 136, action=action, evidence="In use since the first Monday of the month.",
                    **(late if action == actions[0] else {}))
            self.do("action_plan.accept_action", chair, 140, action=action, reasons="Evidence seen.")
        self.do("learning.disseminate", unit, 142, agencies=list(AGENCIES), how="Briefing and team meetings", to="Foster carers' forum")
        for action in actions:
            self.do("action_plan.retest_impact", unit, 200, action=action, reasons="An audit of twenty records found it done in all.")
        self.do("learning.close_case", unit, 205, reasons="Published, learnt from and re-tested.")
