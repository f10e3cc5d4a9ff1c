"""Addresses of the pages that belong to no one stage."""

from django.urls import path

from cspr.steps.urls import step_path
from cspr.web import certificates, corrections, pages, sign_in
from cspr.web.disclosure import pages as disclosure
from cspr.web.watch import pages as watch

urlpatterns = [
    path("", pages.home, name="home"),
    path("health", watch.health, name="health"),
    path("ready", watch.ready, name="ready"),
    path("metrics", watch.figures, name="metrics"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("role/", sign_in.choose_hat, name="choose_hat"),
    path("cases/", pages.cases, name="cases"),
    path("cases/<str:reference>/", pages.case, name="case"),
    path("cases/<str:reference>/history/", pages.history, name="history"),
    path("cases/<str:reference>/recorded/", pages.recorded, name="recorded"),
    path("cases/<str:reference>/disclosure/", disclosure.Disclosure.as_view(), name="disclosure"),
    path("cases/<str:reference>/disclosure/schedule.<slug:ending>", disclosure.ScheduleFile.as_view(), name="disclosure.schedule"),
    path("cases/<str:reference>/disclosure/person/<int:person>.zip", disclosure.BundleFile.as_view(), name="disclosure.person"),
    path("cases/<str:reference>/retention/certificate/", certificates.file, name="retention.certificate"),
    step_path(corrections.Correct),
    step_path(corrections.TakeBack),
    path("recorded/", pages.recorded_by_partnership, name="recorded_by_partnership"),
    step_path(corrections.CorrectOwn),
    step_path(corrections.TakeBackOwn),
]
