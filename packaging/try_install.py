"""Installs the built packages into a clean root, starts them there, upgrades, removes: `dev.py build --try`, as root.

The clean root is what debootstrap makes of this machine's own Debian or Ubuntu, kept in build/ for the next time.
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
import smoke  # which lets `desktop` be imported
from desktop.simulator import Simulator
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
    """A package does not do what it should."""


def need(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as an assertion
    """Raise if something does not hold."""
    if not holds:
        raise TryError(otherwise)


def inside(*command: str, may_fail: bool = False) -> str:
    """Run a command in the clean root; returns what it said."""
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    done = subprocess.run(
        ["chroot", str(ROOT), *command],
        env=env | proxies, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    need(may_fail or done.returncode == 0, f"{' '.join(command)}: {done.stdout}")
    return done.stdout


def base_command(release: Mapping[str, str], shown: str, target: Path) -> list[str]:
    """Return the command that makes a root of this machine's own release.

    Args:
        release: what /etc/os-release says.
        shown: lines of a release's codename and the address that apt gets it from.
        target: folder for it.
    """
    codename = release["VERSION_CODENAME"]
    addresses = (line.split()[1] for line in shown.splitlines() if line.split()[:1] == [codename])
    # Not all of apt's addresses are ones that debootstrap knows, as a list of mirrors (hosted runners have one): it
    # takes the distribution's own then.
    mirror = [one for one in addresses if one.startswith(("http://", "https://", "file:/"))][:1]
    # what Debian has in main, as libxcb-cursor0, Ubuntu has in universe
    parts = "main,universe" if release["ID"] == "ubuntu" else "main"
    options = ["--variant=minbase", "--include=ca-certificates", f"--components={parts}"]
    return ["debootstrap", *options, codename, str(target), *mirror]


def make_base() -> None:
    """Make the root that each try begins with, from where this machine gets its own packages."""
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
    """Give a fresh copy of the base, with a person in it."""
    if os.path.ismount(ROOT / "proc"):  # a try that was killed left it; what it shows is not to be removed
        subprocess.run(["umount", str(ROOT / "proc")], check=True)
    shutil.rmtree(ROOT, ignore_errors=True)
    subprocess.run(["cp", "--archive", "--reflink=auto", str(BASE), str(ROOT)], check=True)
    for name in ("resolv.conf", "hosts"):
        with contextlib.suppress(OSError):
            shutil.copyfile(f"/etc/{name}", ROOT / "etc" / name)
    subprocess.run(["mount", "--bind", "/proc", str(ROOT / "proc")], check=True)
    try:
        inside("useradd", "--uid", str(PERSON), "--create-home", "--home-dir", HOME, "waiter")
        inside("apt-get", "update", "--quiet")
        yield
    finally:
        # lazily: a process that is still ending there holds it
        subprocess.run(["umount", "--lazy", str(ROOT / "proc")], check=True)


def installed_program() -> smoke.Built:
    """Return the program in the clean root, run by the person there."""
    command = (
        "chroot",
        f"--userspec={PERSON}:{PERSON}",
        str(ROOT),
        "/usr/bin/env",
        "-C",
        HOME,
        f"HOME={HOME}",
    )
    return smoke.Built((*command, "/usr/bin/tezgah"), (*command, "/usr/bin/tezgah"))


def older_package() -> Path:
    """Make a .deb of a lower version, which holds a file that the new one has not."""
    work = build.WORK / "older"
    shutil.rmtree(work, ignore_errors=True)
    folder = work / "tezgah"
    shutil.copytree(build.FOLDER, folder, symlinks=True)
    (folder / ONLY_IN_THE_OLD).write_text("old\n", "ascii")
    config = build.config(OLD_VERSION, work, folder)
    config["deb"] = {"compression": "none"}  # quick; nobody downloads it
    nfpm = build.program_in(Path(sys.executable).parent, "nfpm")
    return linux_packages.make_package(nfpm, config, "deb", work, work)


def put(package: Path) -> str:
    """Copy a package into the clean root; returns its place there."""
    shutil.copyfile(package, ROOT / "tmp" / package.name)
    return f"/tmp/{package.name}"  # noqa: S108 - of a root of our own


def version_there() -> str:
    """Return the version that dpkg says is installed, or nothing."""
    shown = inside("dpkg-query", "--show", "--showformat=${Status} ${Version}", "tezgah", may_fail=True)
    return shown.removeprefix("install ok installed ") if shown.startswith("install ok installed ") else ""


def orders(built: smoke.Built) -> set[str]:
    """Return the keys of all orders that are stored, as `tezgah export` tells them."""
    text = smoke.say_in_terminal(built, "export", "--format", "json")
    return set(re.findall(r'"payment_key":\s*"([^"]+)"', text)) | set(
        re.findall(r'"(?:id|key)":\s*"([0-9a-f-]{36})"', text)
    )


def files_of_ours() -> list[str]:
    """Return what a removal should have taken away."""
    places = ("opt/tezgah", "usr/bin/tezgah", "usr/share/applications/tezgah.desktop", "usr/share/doc/tezgah")
    return [place for place in places if os.path.lexists(ROOT / place)]


def try_deb(new: Path, old: Path, version: str) -> None:
    """Install the old one, use it, upgrade under the running program, use it, remove it."""
    built = installed_program()
    older = put(old)
    said = inside("dpkg", "--install", older, may_fail=True)  # a clean root lacks what it depends on
    need("dependency problems" in said or version_there() == OLD_VERSION, said)
    inside("apt-get", "--fix-broken", "install", "--yes", "--no-install-recommends")
    need(version_there() == OLD_VERSION, f"installed is {version_there()!r}")
    with virtual_screen() as display, Simulator(cooldown=0.2) as vendor:
        screen = XScreen(display)
        smoke.accept_in_the_demo(built, screen)
        first = smoke.accept_at_the_vendor(built, screen, DATA, vendor)
        need(orders(built) == {first}, f"stored are {orders(built)}, not {first}")
        print(f"✓ {OLD_VERSION} installed by dpkg into a clean root, an order accepted there", flush=True)
        newer = put(new)
        with smoke.running(built, screen, "--demo", "quiet"):
            screen.wait_for_title("^Tezgâh")
            said = inside("dpkg", "--install", newer)
            need("Tezgâh is running" in said, f"nothing was said of the running program: {said}")
        need(version_there() == version, f"installed is {version_there()!r}")
        need(not (ROOT / "opt/tezgah" / ONLY_IN_THE_OLD).exists(), "a file of the old version is left")
        need(orders(built) == {first}, "the order of before the upgrade is gone")
        second = smoke.accept_at_the_vendor(built, screen, DATA, vendor)
        need(orders(built) == {first, second}, "an order is missing after the upgrade")
        print(f"✓ upgraded to {version} while it ran, the data kept, another order accepted", flush=True)
    inside("dpkg", "--remove", "tezgah")
    need(not files_of_ours(), f"left after the removal: {files_of_ours()}")
    inside("dpkg", "--purge", "tezgah", may_fail=True)
    need(
        (ROOT / DATA.lstrip("/") / "orders.db").exists() or any((ROOT / DATA.lstrip("/")).iterdir()),
        "data gone",
    )
    print("✓ removed and purged, nothing left but the person's data", flush=True)


def try_rpm(package: Path, version: str) -> None:
    """Install the .rpm there too: its files are what is tried, its dependencies have other names on that system."""
    rpm = ["rpm", "--root", str(ROOT), "--nodeps"]
    subprocess.run([*rpm, "--install", str(package)], check=True)
    built = installed_program()
    said = smoke.say_in_terminal(built, "--version")
    need(version in said, said)
    kept = orders(built)
    with virtual_screen() as display, Simulator(cooldown=0.2, seed=2) as vendor:
        third = smoke.accept_at_the_vendor(built, XScreen(display), DATA, vendor)
    need(orders(built) == kept | {third}, "an order is missing with the .rpm")
    subprocess.run([*rpm, "--erase", "tezgah"], check=True)
    need(not files_of_ours(), f"left after the removal: {files_of_ours()}")
    print(f"✓ {package.name} installed by rpm, found the data, an order accepted, removed", flush=True)


def try_archive(archive: Path) -> None:
    """Unpack the portable archive in the person's home and start it there."""
    subprocess.run(
        ["tar", "--extract", "--file", str(archive), "--directory", str(ROOT / HOME.lstrip("/"))], check=True
    )
    place = f"{HOME}/{archive.name.removesuffix('.tar.xz')}/tezgah"
    before = installed_program().window[:-1]
    with virtual_screen() as display:
        smoke.accept_in_the_demo(smoke.Built((*before, place), (*before, place)), XScreen(display))
    print(f"✓ {archive.name} unpacked, an order accepted in its demo", flush=True)


def main(_arguments: Sequence[str]) -> int:
    """Try all packages of dist/."""
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
