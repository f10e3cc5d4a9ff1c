"""The addresses of the chronology desk."""

from __future__ import annotations

from django.urls import path

from cspr.services.chronology import desk, files, importing, lanes, steps
from cspr.steps.urls import step_path

_CASE = "cases/<str:reference>/chronology"
urlpatterns = [
    path(f"{_CASE}/", desk.Chronology.as_view(), name="chronology"),
    path(f"{_CASE}/lanes/", lanes.Lanes.as_view(), name="chronology.lanes"),
    path(f"{_CASE}/pairs/", desk.Pairs.as_view(), name="chronology.pairs"),
    path(f"{_CASE}/rows/<int:entry>/", desk.Row.as_view(), name="chronology.row"),
    path(f"{_CASE}/take_away/<slug:ending>/", desk.TakeAway.as_view(), name="chronology.take_away"),
    path(f"{_CASE}/files/", files.Imports.as_view(), name="chronology.imports"),
    path(f"{_CASE}/files/<int:number>/", files.SentFile.as_view(), name="chronology.file"),
    path(f"{_CASE}/problems/", files.Problems.as_view(), name="chronology.problems"),
    *(step_path(step) for step in (
        importing.ImportFileStep, steps.UndoImport, steps.SettleProblem, steps.ChangeEntry, steps.DecidePair, steps.ReopenPair, steps.AddNote,
        steps.AnswerQuestion, steps.TakeBackNote, steps.WeighEntry)),
]
