"""Compiles the translations when a wheel is built, so that no wheel lacks them and no .qm needs to be committed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTranslations(BuildHookInterface[Any]):
    """Makes each resources/translations/*.qm from its .ts file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile them before hatchling collects the files.

        Raises:
            FileNotFoundError: PySide6, which brings the compiler, is not installed where the wheel is built.
            subprocess.CalledProcessError: a .ts file is broken.
        """
        sources = sorted(Path(self.root, "resources", "translations").glob("*.ts"))
        compiler = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent)) or shutil.which(
            "pyside6-lrelease"
        )
        if sources and compiler is None:
            raise FileNotFoundError(
                "pyside6-lrelease, of PySide6-Essentials, is needed to compile the translations"
            )
        for source in sources:
            target = source.with_suffix(".qm")
            # A program that runs from this folder has the old one mapped into its memory.
            fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
            subprocess.run([str(compiler), "-silent", source, "-qm", fresh], check=True)
            fresh.replace(target)
