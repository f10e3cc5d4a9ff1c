"""The app, for its templates."""

from __future__ import annotations

from django.apps import AppConfig


class ReferralConfig(AppConfig):
    """Referrals."""

    name = "cspr.stages.referral"
    label = "referral"
