"""Sizes of the program: small modules in small folders."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES = 400
MOST_MODULES = 16
MOST_ENTRIES = 16


def too_large(root: Path) -> list[str]:
    """Return each module, folder and top level that exceeds its limit."""
    folders = [root, *(path for path in root.rglob("*") if path.is_dir() and path.name != "__pycache__")]
    found = []
    for folder in folders:
        modules = [path for path in folder.glob("*.py") if path.stem not in {"__init__", "__main__"}]
        if len(modules) > MOST_MODULES:
            found.append(f"{folder}: {len(modules)} modules")
    for path in root.rglob("*.py"):
        lines = len(path.read_text("utf-8").splitlines())
        if lines > MOST_LINES:
            found.append(f"{path}: {lines} lines")
    entries = [path for path in root.iterdir() if path.name != "__pycache__"]
    if len(entries) > MOST_ENTRIES:
        found.append(f"{root}: {len(entries)} entries")
    return found


def test_modules_and_folders_stay_small() -> None:
    found = too_large(ROOT / "desktop")
    assert not found, "make a folder:\n" + "\n".join(found)


def test_a_long_module_is_found(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text("x = 1\n" * MOST_LINES)
    assert too_large(tmp_path) == []
    path.write_text("x = 1\n" * (MOST_LINES + 1))
    assert too_large(tmp_path) == [f"{path}: 401 lines"]


def test_a_folder_with_many_modules_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "folder"
    folder.mkdir(parents=True)
    for name in ("__init__", "__main__", *(f"module_{number}" for number in range(MOST_MODULES))):
        (folder / f"{name}.py").touch()
    assert too_large(tmp_path) == []
    (folder / "one_more.py").touch()
    assert too_large(tmp_path) == [f"{folder}: 17 modules"]


def test_many_entries_at_the_top_are_found(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    for number in range(MOST_ENTRIES):
        (tmp_path / f"folder_{number}").mkdir()
    assert too_large(tmp_path) == []
    (tmp_path / "one_more").mkdir()
    assert too_large(tmp_path) == [f"{tmp_path}: 17 entries"]
