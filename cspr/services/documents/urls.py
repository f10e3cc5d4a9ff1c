"""The addresses of documents."""

from __future__ import annotations

from django.urls import path

from cspr.services.documents import document_pages, pages, template_pages
from cspr.steps.urls import step_path

_CASE = "cases/<str:reference>/documents"

urlpatterns = [
    step_path(pages.MakePack),
    step_path(pages.ExportCase),
    path(f"{_CASE}/copies/", pages.Copies.as_view(), name="documents.copies"),
    path(f"{_CASE}/copies/<uuid:copy>/", pages.CopyFile.as_view(), name="documents.copy"),
    path(f"{_CASE}/", document_pages.Documents.as_view(), name="documents"),
    step_path(document_pages.WriteLetter, "<slug:letter>/"),
    step_path(document_pages.WriteLetter, "<slug:letter>/to/<slug:agency>/"),
    path(f"{_CASE}/<slug:kind>/", document_pages.OneDocument.as_view(), name="documents.document"),
    path(f"{_CASE}/<slug:kind>/changes/", document_pages.Changes.as_view(), name="documents.changes"),
    path(f"{_CASE}/<slug:kind>/<int:version>/word/", document_pages.WordFile.as_view(), name="documents.word"),
    path(f"{_CASE}/<slug:kind>/<int:version>/pdf/", document_pages.PdfFile.as_view(), name="documents.pdf"),
    path("documents/templates/", template_pages.templates, name="documents.templates"),
    path("documents/templates/<slug:kind>/", template_pages.template, name="documents.template"),
    path("documents/templates/<slug:kind>/standard/", template_pages.standard_file, name="documents.standard"),
    path("documents/templates/<slug:kind>/<int:template>/", template_pages.template_file, name="documents.template_file"),
    step_path(template_pages.ReplaceTemplate),
    step_path(template_pages.ReturnToStandard),
]
