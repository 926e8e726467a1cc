"""The import contracts of pyproject.toml hold."""

from importlinter.cli import lint_imports


def test_imports_go_one_way() -> None:
    assert lint_imports(no_cache=True) == 0
