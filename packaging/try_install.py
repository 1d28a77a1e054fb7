"""`dev.py build --try`, as root: installs the packages into a clean root, starts, upgrades and removes them.

debootstrap makes the clean root from this machine's release of Debian or Ubuntu. It stays in build/ for the next time.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import build
import linux_packages
import smoke  # before `desktop`, because it adds ROOT to the path
from built_program import BuiltProgram, run_command
from desktop.simulator import Simulator
from smoke_tills import check_shared_database
from virtual_screen import XScreen, virtual_screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

BASE: Final = build.WORK / "clean-base"
ROOT: Final = build.WORK / "clean-root"
HOME: Final = "/srv/waiter"
DATA: Final = f"{HOME}/.local/share/tezgah"
PERSON: Final = 1000
OLD_VERSION: Final = "0.0.1"
ONLY_IN_THE_OLD: Final = "only-in-the-old-version"


class TryError(Exception):
    """A package fails."""


def check(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as an assertion
    """Raise an error with a text if a condition is false."""
    if not holds:
        raise TryError(otherwise)


def run_in_root(*command: str, may_fail: bool = False) -> str:
    """Run a command in the clean root; returns its output."""
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    done = subprocess.run(
        ["chroot", str(ROOT), *command],
        env=env | proxies, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    check(may_fail or done.returncode == 0, f"{' '.join(command)}: {done.stdout}")
    return done.stdout


def base_command(release: Mapping[str, str], shown: str, target: Path) -> list[str]:
    """Return the command that makes a root of this machine's release.

    Args:
        release: values of /etc/os-release.
        shown: lines with a codename and the address that apt uses for it.
        target: folder of the root.
    """
    codename = release["VERSION_CODENAME"]
    addresses = (line.split()[1] for line in shown.splitlines() if line.split()[:1] == [codename])
    # debootstrap cannot use every address of apt, such as the mirror list of hosted runners. Without an address it uses
    # the distribution's own.
    mirror = [one for one in addresses if one.startswith(("http://", "https://", "file:/"))][:1]
    # Ubuntu has some packages of Debian's main in universe, such as libxcb-cursor0
    parts = "main,universe" if release["ID"] == "ubuntu" else "main"
    options = ["--variant=minbase", "--include=ca-certificates", f"--components={parts}"]
    return ["debootstrap", *options, codename, str(target), *mirror]


def make_base() -> None:
    """Make the base root, with packages from the sources of this machine."""
    if (BASE / "etc" / "debian_version").exists():
        return
    shutil.rmtree(BASE, ignore_errors=True)
    release = dict(
        re.findall(r'^(\w+)="?([^"\n]*)"?$', Path("/etc/os-release").read_text("utf-8"), re.MULTILINE)
    )
    shown = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    half = BASE.with_name("clean-base-half")
    shutil.rmtree(half, ignore_errors=True)
    subprocess.run(base_command(release, shown, half), check=True, stdout=subprocess.DEVNULL)
    half.rename(BASE)


@contextlib.contextmanager
def clean_root() -> Iterator[None]:
    """Make a fresh copy of the base with a user account, mount /proc, and unmount it afterwards."""
    if os.path.ismount(ROOT / "proc"):  # left by a killed run; `rmtree` must not enter it
        subprocess.run(["umount", str(ROOT / "proc")], check=True)
    shutil.rmtree(ROOT, ignore_errors=True)
    subprocess.run(["cp", "--archive", "--reflink=auto", str(BASE), str(ROOT)], check=True)
    for name in ("resolv.conf", "hosts"):
        with contextlib.suppress(OSError):
            shutil.copyfile(f"/etc/{name}", ROOT / "etc" / name)
    subprocess.run(["mount", "--bind", "/proc", str(ROOT / "proc")], check=True)
    try:
        run_in_root("useradd", "--uid", str(PERSON), "--create-home", "--home-dir", HOME, "waiter")
        run_in_root("apt-get", "update", "--quiet")
        yield
    finally:
        # lazily: an ending process may still use it
        subprocess.run(["umount", "--lazy", str(ROOT / "proc")], check=True)


def installed_program() -> BuiltProgram:
    """Return the program in the clean root, run as its user."""
    command = (
        "chroot",
        f"--userspec={PERSON}:{PERSON}",
        str(ROOT),
        "/usr/bin/env",
        "-C",
        HOME,
        f"HOME={HOME}",
    )
    return BuiltProgram((*command, "/usr/bin/tezgah"), (*command, "/usr/bin/tezgah"))


def older_package() -> Path:
    """Make a .deb with a lower version and a file that the new one does not have."""
    work = build.WORK / "older"
    shutil.rmtree(work, ignore_errors=True)
    folder = work / "tezgah"
    shutil.copytree(build.FOLDER, folder, symlinks=True)
    (folder / ONLY_IN_THE_OLD).write_text("old\n", "ascii")
    config = build.package_config(OLD_VERSION, work, folder)
    config["deb"] = {"compression": "none"}  # faster; it is not published
    nfpm = build.program_in(Path(sys.executable).parent, "nfpm")
    return linux_packages.make_package(nfpm, config, "deb", work, work)


def copy_into_root(package: Path) -> str:
    """Copy a package into the clean root; returns its path there."""
    shutil.copyfile(package, ROOT / "tmp" / package.name)
    return f"/tmp/{package.name}"  # noqa: S108 - inside the clean root


def installed_version() -> str:
    """Return the installed version, "" if the package is not installed."""
    shown = run_in_root("dpkg-query", "--show", "--showformat=${Status} ${Version}", "tezgah", may_fail=True)
    return shown.removeprefix("install ok installed ") if shown.startswith("install ok installed ") else ""


def stored_orders(built: BuiltProgram) -> set[str]:
    """Return the payment keys of all stored orders from `tezgah export`."""
    text = run_command(built, "export", "--format", "json")
    return set(re.findall(r'"payment_key":\s*"([^"]+)"', text)) | set(
        re.findall(r'"(?:id|key)":\s*"([0-9a-f-]{36})"', text)
    )


def remaining_files() -> list[str]:
    """Return installed files that exist; none should remain after a removal."""
    places = ("opt/tezgah", "usr/bin/tezgah", "usr/share/applications/tezgah.desktop", "usr/share/doc/tezgah")
    return [place for place in places if os.path.lexists(ROOT / place)]


def try_deb(new: Path, old: Path, version: str) -> None:
    """Install the old version, use it, upgrade while it runs, use the new one, remove it."""
    built = installed_program()
    older = copy_into_root(old)
    output = run_in_root("dpkg", "--install", older, may_fail=True)  # the clean root lacks its dependencies
    check("dependency problems" in output or installed_version() == OLD_VERSION, output)
    run_in_root("apt-get", "--fix-broken", "install", "--yes", "--no-install-recommends")
    check(installed_version() == OLD_VERSION, f"installed is {installed_version()!r}")
    with virtual_screen() as display, Simulator(cooldown=0.2) as vendor:
        screen = XScreen(display)
        smoke.check_demo(built, screen)
        first = smoke.check_accept(built, screen, DATA, vendor)
        check(stored_orders(built) == {first}, f"stored are {stored_orders(built)}, not {first}")
        print(f"✓ {OLD_VERSION} installed by dpkg in a clean root, order accepted", flush=True)
        newer = copy_into_root(new)
        with smoke.running(built, screen, "--demo", "quiet"):
            screen.wait_for_title("^DEMO · Tezgâh")
            output = run_in_root("dpkg", "--install", newer)
            check("Tezgâh is running" in output, f"the upgrade did not mention the running program: {output}")
        check(installed_version() == version, f"installed is {installed_version()!r}")
        check(not (ROOT / "opt/tezgah" / ONLY_IN_THE_OLD).exists(), "a file of the old version remains")
        check(stored_orders(built) == {first}, "the order from before the upgrade is missing")
        second = smoke.check_accept(built, screen, DATA, vendor)
        check(stored_orders(built) == {first, second}, "an order is missing after the upgrade")
        print(f"✓ upgraded to {version} while it ran, data unchanged, another order accepted", flush=True)
    print(f"✓ {check_shared_database(built, HOME)}", flush=True)
    run_in_root("dpkg", "--remove", "tezgah")
    check(not remaining_files(), f"remaining after the removal: {remaining_files()}")
    run_in_root("dpkg", "--purge", "tezgah", may_fail=True)
    check(
        (ROOT / DATA.lstrip("/") / "orders.db").exists() or any((ROOT / DATA.lstrip("/")).iterdir()),
        "the data is missing",
    )
    print("✓ removed and purged, only the user's data remains", flush=True)


def try_rpm(package: Path, version: str) -> None:
    """Install the .rpm in the same root without dependencies, whose names differ there; use and remove it."""
    rpm = ["rpm", "--root", str(ROOT), "--nodeps"]
    subprocess.run([*rpm, "--install", str(package)], check=True)
    built = installed_program()
    output = run_command(built, "--version")
    check(version in output, output)
    kept = stored_orders(built)
    with virtual_screen() as display, Simulator(cooldown=0.2, seed=2) as vendor:
        third = smoke.check_accept(built, XScreen(display), DATA, vendor)
    check(stored_orders(built) == kept | {third}, "an order is missing with the .rpm")
    subprocess.run([*rpm, "--erase", "tezgah"], check=True)
    check(not remaining_files(), f"remaining after the removal: {remaining_files()}")
    print(f"✓ {package.name} installed by rpm, data found, order accepted, removed", flush=True)


def try_archive(archive: Path) -> None:
    """Unpack the portable archive in the user's home and start it there."""
    subprocess.run(
        ["tar", "--extract", "--file", str(archive), "--directory", str(ROOT / HOME.lstrip("/"))], check=True
    )
    place = f"{HOME}/{archive.name.removesuffix('.tar.xz')}/tezgah"
    before = installed_program().window[:-1]
    with virtual_screen() as display:
        smoke.check_demo(BuiltProgram((*before, place), (*before, place)), XScreen(display))
    print(f"✓ {archive.name} unpacked, order accepted in its demo", flush=True)


def main(_arguments: Sequence[str]) -> int:
    """Test all packages in dist/; returns the exit code."""
    version = build.version_of()
    made = {kind: next(iter(build.DIST.glob(f"*{kind}")), None) for kind in (".deb", ".rpm", ".tar.xz")}
    if None in made.values():
        sys.exit(f"Build first; dist/ holds {json.dumps({kind: str(path) for kind, path in made.items()})}")
    make_base()
    with clean_root():
        try_deb(Path(str(made[".deb"])), older_package(), version)
        try_rpm(Path(str(made[".rpm"])), version)
        try_archive(Path(str(made[".tar.xz"])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
