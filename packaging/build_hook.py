"""Compiles the translations when a wheel is built, because .mo files are not committed."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTranslations(BuildHookInterface[Any]):
    """Compiles each resources/translations/*.po to a .mo file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile before hatchling collects the files.

        Raises:
            subprocess.CalledProcessError: a .po file is invalid.
        """
        script = Path(self.root, "packaging", "catalogues.py")
        subprocess.run([sys.executable, str(script), "compile"], check=True)
