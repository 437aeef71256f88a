"""The house's shape: who may import whom, how long files and functions are, and that every kind is complete."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from delight import conf
from delight.words import shipped_wordings

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MOST_MODULES = 15
FOUND_BY_DJANGO = "delight/management/commands"
"""Django looks for commands in this one folder and in none below it, so it cannot be split."""

LEVELS = {
    **dict.fromkeys(("project", "management", "wagtail_hooks", "apps", "__main__"), 1),
    **dict.fromkeys(("intake", "pages", "backoffice", "templatetags", "engine", "checks", "simulation"), 2),
    "actions": 3,
    "kinds": 4,
    "mails": 5,
    **dict.fromkeys(("content", "calendars", "words", "store", "keys", "demo", "people"), 6),
    **dict.fromkeys(("models", "conf", "signals", "links", "doorbell", "clock"), 6),
    **dict.fromkeys(("rules", "errors"), 7),
}
"""Parts of delight, from the top down: a part imports from its own level and below, never from above."""

ALLOWED_IN_RULES = {"babel", "delight"}
PACKAGES = ("delight", "storefront_hooks", "print_templates")
KEPT_APART = {
    "storefront_hooks": ("django", "wagtail", "delight", "print_templates"),
    "print_templates": ("django", "wagtail", "delight", "storefront_hooks"),
}


def sources(folder: str) -> list[Path]:
    return [
        path for path in sorted((ROOT / folder).rglob("*.py")) if not {"migrations", "__pycache__"} & set(path.parts)
    ]


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(module: str) -> str:
    """The part of delight that a module, or a name in it, belongs to: "delight.actions.stop" is in "actions"."""
    names = module.split(".")
    return names[1] if len(names) > 1 else ""


def part_of_file(path: Path) -> str:
    inside = path.relative_to(ROOT / "delight")
    return inside.parts[0].removesuffix(".py")


def pointing_up() -> list[str]:
    found = []
    for path in sources("delight"):
        own = LEVELS.get(part_of_file(path), 0)
        for module in imports(path):
            if module.split(".")[0] == "delight" and LEVELS.get(part(module), 99) < own:
                found.append(f"{path.relative_to(ROOT)} imports {module}")
    return found


def test_imports_go_down_and_never_up():
    assert pointing_up() == []


def test_every_part_of_delight_has_a_level():
    parts = {part_of_file(path) for path in sources("delight")} - {"__init__"}
    assert parts - set(LEVELS) == set()


@pytest.mark.parametrize("package", sorted(KEPT_APART))
def test_a_package_that_stands_alone_knows_no_other(package):
    found = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(package)
        for module in imports(path)
        if module.split(".")[0] in KEPT_APART[package]
    ]
    assert found == []


def test_rules_know_the_standard_library_and_babel_only():
    import sys

    found = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources("delight/rules")
        for module in imports(path)
        if module.split(".")[0] not in ALLOWED_IN_RULES | set(sys.stdlib_module_names)
    ]
    assert found == []


def test_delight_uses_the_other_packages_through_what_they_export():
    found = []
    for path in sources("delight"):
        for module in imports(path):
            names = module.split(".")
            if names[0] in KEPT_APART and len(names) > 2 and names[:2] != ["storefront_hooks", "sample"]:
                found.append(f"{path.relative_to(ROOT)} imports {module}")
    assert found == []


def test_only_the_doorbell_knows_django_q():
    knowing = {
        str(path.relative_to(ROOT))
        for path in sources("delight")
        if any(module.split(".")[0] == "django_q" for module in imports(path))
    }
    assert knowing == {"delight/doorbell.py"}


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_no_file_is_longer_than_four_hundred_lines(folder):
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(folder)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_longer_than_fifty_lines(package):
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sources(package)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_opens_with_a_sentence(package):
    silent = [
        str(path.relative_to(ROOT))
        for path in sources(package)
        if (text := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


@pytest.mark.parametrize("path", conf.KINDS.default)
def test_every_kind_has_words_in_four_languages(path):
    name = import_string(path).name
    languages = {row["language"] for row in shipped_wordings() if row["kind"] == name}
    assert languages == {"en", "fr", "de", "ru"}


@pytest.mark.parametrize("path", conf.KINDS.default)
def test_every_kind_has_tests(path):
    module = path.split(".")[-2]
    tests = [test.name for test in (ROOT / "tests" / "kinds").glob("test_*.py") if module in test.name]
    assert tests, f"there is no tests/kinds/test_{module}.py"


def test_no_folder_holds_more_than_fifteen_modules():
    folders = {path.parent for package in PACKAGES for path in sources(package)} - {ROOT / FOUND_BY_DJANGO}
    crowded = {
        str(folder.relative_to(ROOT)): count
        for folder in folders
        if (count := len([path for path in folder.glob("*.py") if path.name != "__init__.py"])) > MOST_MODULES
    }
    assert crowded == {}
