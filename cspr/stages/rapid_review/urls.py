"""The addresses of the Rapid Review."""

from __future__ import annotations

from cspr.stages.rapid_review.decision.urls import urlpatterns as decision
from cspr.stages.rapid_review.gathering.urls import urlpatterns as gathering
from cspr.stages.rapid_review.pages import RapidReviewTasks
from cspr.steps.urls import tasks_path

urlpatterns = [tasks_path(RapidReviewTasks), *gathering, *decision]
