"""Root addresses: the web's own, the API's, and each stage's and service's."""

from importlib import import_module
from pathlib import Path

from django.urls import include, path

_HERE = Path(__file__).resolve().parents[1]


def _rooms(folder: str) -> list[str]:
    return [f"cspr.{folder}.{f.parent.name}.urls" for f in sorted((_HERE / folder).glob("*/urls.py"))]


handler400, handler500 = "cspr.web.away.not_understood", "cspr.web.away.wrong"
urlpatterns = [path("", include("cspr.web.urls")), path("", include("cspr.api.urls"))]
urlpatterns += [path("", include(import_module(name))) for folder in ("services", "stages") for name in _rooms(folder)]
