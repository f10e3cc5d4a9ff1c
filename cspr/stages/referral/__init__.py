"""Referral: an agency tells the partnership of a case; triage, circulation and the Sub-group's decision (B3, B4, C7–C10)."""
