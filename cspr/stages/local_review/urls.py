"""The addresses of the local review."""

from __future__ import annotations

from django.urls import path

from cspr.stages.local_review.pages import drafts, progress, reviewer, tasks
from cspr.steps.urls import step_path, tasks_path

urlpatterns = [
    tasks_path(tasks.ReviewTasks),
    path("cases/<str:reference>/local_review/terms/", tasks.TermsPage.as_view(), name="local_review.terms"),
    path("cases/<str:reference>/local_review/processes/", progress.Processes.as_view(), name="local_review.processes"),
    path("cases/<str:reference>/local_review/drafts/", drafts.Drafts.as_view(), name="local_review.drafts"),
    path("cases/<str:reference>/local_review/drafts/<int:version>/", drafts.Draft.as_view(), name="local_review.draft"),
    *(step_path(step) for step in (
        reviewer.WeighCandidate, reviewer.WeighReviewer, reviewer.AppointReviewer, reviewer.DraftTerms, reviewer.FinaliseTerms,
        reviewer.ChooseMethodology, reviewer.EvidenceCommitment,
        progress.ConsiderOtherReview, progress.DecideJointReview, progress.ShareJointLearning, progress.OpenParallelProcess,
        progress.CloseParallelProcess, progress.Pause, progress.Resume, progress.CheckProgress, progress.Complete,
        drafts.SubmitDraft, drafts.CheckQuality, drafts.CheckQualityPoint, drafts.Approve,
    )),
]
