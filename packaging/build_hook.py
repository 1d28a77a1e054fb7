"""Compiles the translations when a wheel is built, so that no wheel lacks them and no .mo needs to be committed."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTranslations(BuildHookInterface[Any]):
    """Makes each resources/translations/*.mo from its .po file."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile them before hatchling collects the files.

        Raises:
            subprocess.CalledProcessError: a .po file is broken.
        """
        script = Path(self.root, "packaging", "catalogues.py")
        subprocess.run([sys.executable, str(script), "compile"], check=True)
