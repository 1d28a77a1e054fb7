"""Every program that Tezgâh starts gets an environment of `child_environment`: no credentials, no libraries of ours."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MAKERS = {"child_environ", "window_environ"}
GIVEN = {
    # Its callers in services pass `child_environ()`; alerts may not import system.
    "desktop/alerts/volume.py": "environ",
    # A fixed, short list of variables: nothing of the user but where Windows lies.
    "desktop/alerts/decoding/decoder.py": "_KEPT_VARIABLES",
    "desktop/printing/system_queue.py": "_KEPT_VARIABLES",
}
OPENERS = {"desktop/ui/open_outside.py"}
"""Qt takes the process's environment, which `make_application` has cleaned."""

STARTS = {"run", "Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput"}
NEVER = ("system", "popen", "startfile", "exec", "spawn", "posix_spawn", "fork")


def names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def problems(path: str, text: str) -> list[str]:
    """Return the starts of other programs that do not say which environment they give."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imported = {alias.name for alias in node.names}
            source = node.module if isinstance(node, ast.ImportFrom) else None
            if (
                source in {"subprocess", "os"} and imported & (STARTS | {"system", "popen", "startfile"})
            ) or imported & {"webbrowser", "pty", "QProcess", "create_subprocess_exec"}:
                found.append(f"{path}:{node.lineno} imports {sorted(imported)}")
            if "QDesktopServices" in imported and path not in OPENERS:
                found.append(f"{path}:{node.lineno} opens addresses itself")
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner, name = node.func.value, node.func.attr
        module = owner.id if isinstance(owner, ast.Name) else ""
        if module == "os" and name.startswith(NEVER):
            found.append(f"{path}:{node.lineno} {module}.{name}")
        if (module == "subprocess" and name in STARTS) or name.startswith("create_subprocess"):
            environ = next((each.value for each in node.keywords if each.arg == "env"), None)
            allowed = MAKERS | {GIVEN.get(path, "")}
            if environ is None or not names_in(environ) & allowed:
                found.append(f"{path}:{node.lineno} {module}.{name} with another environment")
    return found


def test_every_child_gets_a_clean_environment() -> None:
    found = []
    for path in sorted((ROOT / "desktop").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        found += problems(name, path.read_text("utf-8"))
    assert not found, "\n".join(found)


def test_the_walk_finds_each_way() -> None:
    for text in (
        "import subprocess\nsubprocess.run(['x'])",
        "import subprocess\nsubprocess.run(['x'], env=os.environ)",
        "import subprocess\nsubprocess.Popen(['x'], env=environ)",
        "from subprocess import run",
        "import os\nos.execv('x', [])",
        "import os\nos.posix_spawn('x', [], {})",
        "import os\nos.startfile('x')",
        "from os import system",
        "import webbrowser",
        "from PySide6.QtCore import QProcess",
        "from PySide6.QtGui import QDesktopServices",
        "import asyncio\nasyncio.create_subprocess_exec('x')",
    ):
        assert problems("desktop/any.py", text), text
    good = "import subprocess\nsubprocess.run(['x'], env=child_environ() | {'LC_ALL': 'C'})"
    assert not problems("desktop/any.py", good)
