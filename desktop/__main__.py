"""`python -m desktop` is `tezgah`; a frozen program is also its own decoder of sounds."""

import sys

from desktop.alerts.decoding.answers import ARGUMENT


def _run() -> int:
    if sys.argv[1:] == [ARGUMENT]:
        from desktop.alerts.decoding.child import run

        run()
    from desktop.cli.main import main

    return main()


if __name__ == "__main__":
    sys.exit(_run())
