"""Who may open what, as people read it. Stated here, not worked out from the code; a new address or operation needs its line.

Letters: U Business Unit · N local authority notifier · L agency lead · A agency author · C Sub-group chair · M Sub-group member ·
P safeguarding partner · E Executive · K Keeping Children Safe · R independent reviewer · D named post · T auditor · X administrator.

The letters beside a page of a case, or a step, are of those to whom it is open in a case that has come far enough (`given.world`):
the case was referred by the agency, notified by the authority, circulated, asked about, decided, signed and reported, its report
circulated to the post, its reviewer appointed, its draft approved and a barrier to the agency's action brought to the Executive.
Everybody else is refused. Whoever is not in the case, or is barred from it, finds nothing there, as if there were no such case.
"""

from __future__ import annotations

EVERYBODY = "UNLACMPEKRDTX"

# Pages that show no one case. They, too, show of cases only what the person may see.
PAGES = {
    "": EVERYBODY, "health": EVERYBODY, "sign-in/": EVERYBODY, "cases/": EVERYBODY, "learning/": EVERYBODY,
    "learning/protocol/": EVERYBODY, "recorded/": "U", "learning/calendar/": EVERYBODY, "tokens/": EVERYBODY,
    "meetings/": EVERYBODY,  # Those they are of.
    "files/": "X",
    "password/": EVERYBODY, "my-sign-in/": EVERYBODY, "my-sign-in/again/": EVERYBODY, "my-sign-in/app/": EVERYBODY,
    "my-sign-in/passkey/": EVERYBODY, "my-sign-in/codes/": EVERYBODY, "accounts/providers/": "X",
    "messages/": EVERYBODY, "mail/": "X",
    "accounts/": "UX", "accounts/invitations/": "UX", "accounts/agencies/": "X", "accounts/record/": "TX",
    "directory/": "UX", "directory/record/": "UX",
    "documents/templates/": "UX", "documents/templates/<slug:kind>/": "UX", "documents/templates/<slug:kind>/standard/": "UX",
    "documents/templates/<slug:kind>/<int:template>/": "UX",
    "reading/": "UT", "reading/person/": "UT", "reading/person.csv": "UT", "reading/sign-ins/": "TX",
    "retention/": "U", "retention/schedule/": "U",
    "actions/": "ULACMPE",  # Their own (L, A), the barriers brought to them (E), or every plan's.
    "learning/figures/": "UCMPEK", "learning/exceptions/": "UCMPEK", "learning/exceptions/<uuid:paper>/": "UCMPEK",
}
# Addresses that need no sign-in: whoever has the address, with its secret, has what it gives. A wrong one finds nothing.
PRIVATE = ("calendar/<str:secret>.ics", "invitation/<str:secret>/", "invitation/")
# For machines that watch the service, without a sign-in (tests/web/watch). Neither says anything of a case.
MACHINES = ("ready", "metrics")
# Steps of signing in, which are nobody's page; tried in tests/services/sign_in.
SIGNING_IN = ("sign-in/code/", "sign-in/passkey/", "sign-in/organisation/", "sign-in/organisation/<slug:provider_id>/",
              "sign-in/organisation/<slug:provider_id>/back/")
# Addresses that only take a form: signing out, choosing which of one's own roles to act in, what changes one's own sign-in, and the browser's
# word that it prints a page (tests/services/reading).
FORMS = ("sign-out/", "role/", "my-sign-in/codes/new/", "my-sign-in/remove/<int:factor>/", "my-sign-in/end/", "cases/<str:reference>/printed/")

# Pages of a case, by what comes after cases/<reference>/.
CASE_PAGES = {
    "": "UNLACMPERDT",  # The overview, or the way to the parts that are open.
    "recorded/": "UNLACMPER",
    "history/": "UCM", "conflicts/": "UCM", "messages/": "UCM",
    "who-has-looked/": "UT", "who-has-looked.csv": "UT", "who-may-see/": "UT",
    "disclosure/": "U", "disclosure/schedule.<slug:ending>": "U", "disclosure/person/<int:person>.zip": "U",
    "retention/": "UCM",
    "retention/certificate/": "",  # Of a case that was disposed of; this one was not.
    "people/": "UNCMPR", "people/genogram/": "UNCMPR", "people/file/": "UNCMPR", "people/person/<int:person>/": "UNCMPR",
    "referral/": "ULACM",  # The agency that made it.
    "notification/": "UN", "notification/answer/": "UN", "notification/sheet/": "UN",
    # The desk is for who runs the review and who sits on its panel; agencies see their own files, and the whole in the pack.
    "chronology/": "UCMR", "chronology/lanes/": "UCMR", "chronology/pairs/": "UCMR", "chronology/rows/<int:entry>/": "UCMR",
    "chronology/take_away/<slug:ending>/": "UCMR",
    "chronology/files/": "ULA", "chronology/files/<int:number>/": "ULA", "chronology/problems/": "ULA",
    "rapid_review/": "ULACMPER",
    "rapid_review/request/": "ULA",
    "rapid_review/returns/": "UCMR",
    "rapid_review/returns/<slug:agency>/": "ULACMR",  # L and A their own.
    "rapid_review/request/<slug:agency>/letter/": "ULACMR",  # L and A their own.
    "rapid_review/returns.csv": "UCMR", "rapid_review/glance/": "UCMR",
    "rapid_review/returns/<slug:agency>/files/<int:file>/": "ULACMPR",  # In a case whose pack is shared.
    "rapid_review/nil_return/": "ULA", "rapid_review/nil_return/<slug:agency>/": "ULA",
    "rapid_review/submit_return/<slug:agency>/": "ULA",
    "rapid_review/pack/": "ULACMPR",
    "rapid_review/meeting/": "UCMR",
    "documents/": "UCMPER", "documents/write_letter/<slug:letter>/": "U", "documents/write_letter/<slug:letter>/to/<slug:agency>/": "U",
    "documents/<slug:kind>/": "UCMR", "documents/<slug:kind>/changes/": "UCMR",  # The terms of reference; each kind has the room of its part.
    "documents/<slug:kind>/<int:version>/word/": "UCMR", "documents/<slug:kind>/<int:version>/pdf/": "UCMR",
    "documents/copies/": "ULACMPR",
    "documents/copies/<uuid:copy>/": "U",  # Whose copy it is.
    "meetings/": "ULACMPR", "meetings/<slug:meeting>/": "ULACMPR", "meetings/<slug:meeting>/agenda/": "ULACMPR",  # L, A and P: invited.
    "meetings/<slug:meeting>/invitation.ics": "ULACMPR", "meetings/<slug:meeting>/minutes/": "ULACMPR",  # To the invited once sent round.
    "meetings/<slug:meeting>/live/": "UCMR",
    "rapid_review/decision/": "UCMPR", "rapid_review/report/": "UCMPR", "rapid_review/circulation/": "UCMPR",
    "rapid_review/circulated_report/": "UD",
    "rapid_review/panel_report/": "ULACMPR",
    "local_review/": "UCMER", "local_review/terms/": "UCMR", "local_review/processes/": "UCMR",
    "local_review/drafts/": "UCMER", "local_review/drafts/<int:version>/": "UCMER",
    "publication/": "UCM",
    "action_plan/": "ULACMPE", "action_plan/action/<str:action>/": "ULACMPE",
    "learning/": "UCMPER",
}

# Steps, by operation: the page and the API alike.
STEPS = {
    "referral": {"submit": "UNLACMP", "receive": "U", "review": "U", "circulate": "U", "consider": "UC", "request_notification": "UC"},
    "notification": {
        "open": "UN", "become_aware": "UN", "describe_incident": "UN", "record_view": "UN", "save_sheet": "UN", "record_sin": "UN",
        "notify_death": "UN", "tell_partnership": "UN", "decline": "UN", "withdraw": "UN", "add_authority": "UN",
    },
    "people": {
        "add_person": "UN", "correct_person": "UN", "remove_person": "UN", "merge": "UN", "relate": "UN", "change_relation": "UN",
        "remove_relation": "UN",
    },
    "chronology": {
        "import_file": "ULA", "undo_import": "ULA", "settle_problem": "ULA", "change_entry": "ULA", "decide_pair": "UCMR", "reopen_pair": "UCMR",
        "add_note": "UCMR", "answer_question": "UCMR", "take_back_note": "UCMR", "weigh_entry": "UCMR",
    },
    "rapid_review": {
        "open": "U", "consult_lead_professional": "U", "warn_agencies": "U", "tell_family": "U", "request_information": "U",
        "change_request": "U", "ask_more_time": "ULA", "answer_more_time": "U", "attach_file": "ULA", "remove_file": "ULA",
        "send_for_approval": "LA", "approve_return": "L", "give_return_back": "L",
        "submit_return": "ULA", "arrange_meeting": "UC", "share_pack": "U", "hold_meeting": "UC",
        "consider_immediate_actions": "UC", "share_immediate_learning": "UC", "consider_improvement": "UC", "consider_criteria": "UC",
        "consider_criterion": "UC", "consider_rights_and_equality": "UC", "make_recommendation": "UC", "write_report": "U",
        "sign": "P", "confirm_decision": "UP", "send_report": "U", "record_panel_response": "U", "circulate_report": "U",
        "agree_wider": "UCE", "publish_briefing": "U", "notify_secretary_of_state": "U", "settle_national_review": "U",
    },
    "documents": {"make_pack": "ULACMPR", "export_case": "U", "write_letter": "U", "replace_template": "UX", "return_to_standard": "UX"},
    "local_review": {
        "weigh_candidate": "UCM", "weigh_reviewer": "UCM", "appoint_reviewer": "UCM", "draft_terms": "UCM", "finalise_terms": "UCMR",
        "choose_methodology": "UCMR", "evidence_commitment": "UCMR", "check_progress": "UCM", "consider_other_review": "UCM",
        "decide_joint_review": "UCM", "share_joint_learning": "UCM", "open_parallel_process": "UC", "close_parallel_process": "UC",
        "pause": "UC", "resume": "UC", "complete": "UC", "submit_draft": "UR", "check_quality": "CM", "check_quality_point": "CM",
        "approve": "E",
    },
    "publication": {
        "take_legal_advice": "U", "take_communications_advice": "U", "consult_core_partners": "U", "tell_agencies_of_plan": "U",
        "consider_impact": "UCM", "name_family_contact": "U", "plan": "U", "send_to_panel": "U", "send_to_secretary_of_state": "U",
        "publish": "U", "decline": "U",
    },
    "action_plan": {
        "develop": "UCM", "agree": "P", "set_action": "UCM", "change_due": "UCM", "do_action": "ULACMP", "accept_action": "UCM",
        "raise_barrier": "ULACMP", "escalate_barrier": "UCM", "answer_barrier": "UE", "retest_impact": "UCM",
    },
    "learning": {
        "disseminate": "UCM", "close_case": "U", "report_exceptions": "U", "hold_event": "U", "publish_annual_report": "U",
        "review_protocol": "U", "distribute_protocol": "U",
    },
    "meetings": {
        "arrange": "UC", "cancel": "UC", "invite": "UC", "uninvite": "UC", "reply": "ULACMPR", "set_agenda": "UC", "hold": "UC",
        "take_record": "UCM", "record_attendance": "UCM", "record_item": "UCM", "set_actions": "UCM",
        "write_minutes": "UCM", "circulate_minutes": "UCM", "comment_minutes": "ULACMPR", "agree_minutes": "C",
    },
    "conflicts": {"declare": "UNLACMPERDT", "raise": "NLACMPERDT", "confirm": "U", "answer": "U", "lift": "U"},
    "sight": {"withdraw": "U", "give_back": "U", "break_glass": "NLCPE", "end_glass": "U", "review_glass": "U",
              "restrict": "ULA", "lift_restriction": "ULA"},
    "messages": {
        "pause_chasing": "UC", "resume_chasing": "UC", "skip_step": "UC", "send_again": "UC",
        "choose": EVERYBODY, "make_feed": EVERYBODY, "end_feed": EVERYBODY, "test": "X",
    },
    "reading": {"look_into": "UT"},
    "retention": {
        "set_period": "U", "hold_everything": "U", "release_everything": "U", "place_hold": "U", "lift_hold": "U", "keep_longer": "U",
        "propose_disposal": "U", "decline_disposal": "UC", "confirm_disposal": "UC",
    },
    "tokens": {"make": EVERYBODY, "end": EVERYBODY},
    "accounts": {
        "change_partnership": "X", "add_agency": "X", "change_agency": "X", "change_person": "X", "end_account": "UX", "invite": "UX",
        "invite_again": "UX", "withdraw_invitation": "UX", "accept": EVERYBODY,
        "give_back": "UX", "reset_factors": "UX", "choose_password": EVERYBODY, "add_holiday": "X", "remove_holiday": "X",
    },
    "sign_in": {"set_provider": "X", "end_provider": "X"},
    "directory": {"add": "UX", "change": "UX", "set_away": "UX", "set_back": "UX", "end": "UX", "put_back": "UX", "set_approval": "UX"},
    "record": {"correct": "UNLACMPER", "take_back": "UNLACMPER", "correct_own": "U", "take_back_own": "U"},  # Own entries; U any.
}

# What the API gives besides the steps, by path after /api/v1/.
API_READS = {
    "owed": EVERYBODY, "cases": EVERYBODY, "cases/{reference}": "UNLACMPERDT",
    "cases/{reference}/chronology": "UCMR",
    "cases/{reference}/facts": "UNLACMPER", "cases/{reference}/evaluation": "UCMPER",
}
# A fact sent as the contract words it goes through its operation; the closing of a case is tried.
API_FACT = ("cases/{reference}/facts", "U")
