"""Addresses made from operation names: "rapid_review.tell_family" is at cases/EX-2026-0001/rapid_review/tell_family/."""

from __future__ import annotations

from django.urls import URLPattern, path

from cspr.operations import get
from cspr.steps.step import Step
from cspr.steps.tasks import TaskList


def step_path(step: type[Step], more: str = "") -> URLPattern:
    """The address of a step, named as its operation. more: further parts, such as "<str:action>/"."""
    op = get(step.operation)
    start = "cases/<str:reference>/" if op.on == "case" else ""
    return path(f"{start}{op.stage}/{op.verb}/{more}", step.as_view(), name=op.name)


def tasks_path(tasks: type[TaskList]) -> URLPattern:
    """The address of a stage's task list, named as the stage."""
    return path(f"cases/<str:reference>/{tasks.stage}/", tasks.as_view(), name=tasks.stage)
