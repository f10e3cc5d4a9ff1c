"""The addresses of publication."""

from __future__ import annotations

from cspr.stages.publication import pages
from cspr.steps.urls import step_path, tasks_path

urlpatterns = [
    tasks_path(pages.PublicationPlan),
    *(step_path(step) for step in (
        pages.TakeLegalAdvice, pages.TakeCommunicationsAdvice, pages.ConsultCorePartners, pages.TellAgencies, pages.ConsiderImpact,
        pages.NameFamilyContact, pages.Plan, pages.SendToPanel, pages.SendToSecretaryOfState, pages.Publish, pages.Decline,
    )),
]
