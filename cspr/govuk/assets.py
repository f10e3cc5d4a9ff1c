"""Where the page assets of npm lie, and under which static names the templates ask for them."""

from __future__ import annotations

from pathlib import Path

STYLES = ("govuk-frontend/govuk-frontend.min.css", "moj/moj-frontend.min.css", "govuk/kit.css")
SCRIPTS = ("govuk-frontend/govuk-frontend.min.js", "moj/moj-frontend.min.js", "govuk/kit.js")

# Not served: the GDS Transport font is licensed to GOV.UK alone, and the rest are sources, not pages' needs.
IGNORED = ("fonts", "*.scss", "*.njk", "*.mjs", "*.mjs.map", "*.bundle.js", "*.bundle.js.map", "*.md", "*.json")


def staticfiles_dirs(root: Path) -> list[tuple[str, str]]:
    """Entries for Django's STATICFILES_DIRS.

    root: the folder that holds node_modules. Gives (prefix, folder) for GOV.UK Frontend and MoJ Frontend, compiled.
    """
    modules = root / "node_modules"
    return [
        ("govuk-frontend", str(modules / "govuk-frontend" / "dist" / "govuk")),
        ("moj", str(modules / "@ministryofjustice" / "frontend" / "moj")),
    ]
