"""What the operating system must bring: Qt's shared libraries, a font, and on Debian the venv module.

The package lists were found by adding packages one at a time to a minimal Debian 12 until Qt started.
A library is looked for by loading it, as Qt will: quick, and right for any Python and package manager.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from installer.messages import Problem, last_lines, say

# Debian package: the shared libraries in it that Qt loads.
OFFSCREEN = {
    "libglib2.0-0": ("libglib-2.0.so.0", "libgthread-2.0.so.0"),
    "libgl1": ("libGL.so.1",),
    "libegl1": ("libEGL.so.1",),
    "libfontconfig1": ("libfontconfig.so.1",),
    "libxkbcommon0": ("libxkbcommon.so.0",),
    "libdbus-1-3": ("libdbus-1.so.3",),
}
X11 = {
    "libx11-xcb1": ("libX11-xcb.so.1",),
    "libxcb-cursor0": ("libxcb-cursor.so.0",),
    "libxcb-icccm4": ("libxcb-icccm.so.4",),
    "libxcb-keysyms1": ("libxcb-keysyms.so.1",),
    "libxkbcommon-x11-0": ("libxkbcommon-x11.so.0",),
    "libxcb-shape0": ("libxcb-shape.so.0",),
}
WAYLAND = {
    "libwayland-client0": ("libwayland-client.so.0",),
    "libwayland-cursor0": ("libwayland-cursor.so.0",),
}
FONTS = ("fonts-dejavu-core", "fonts-droid-fallback")
"""Letters of most alphabets, and of Chinese, Japanese and Korean: customers have names in all of them."""

PACKAGE_LISTS = Path("/var/lib/apt/lists")
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


@dataclass(frozen=True, slots=True)
class Needs:
    """What this machine lacks: `libraries` by file name, and the Debian packages that bring what is missing.

    Without the `required` packages nothing works; the `wanted` ones make more of it work.
    """

    libraries: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()


def has_display() -> bool:
    """Return whether a window can be shown here."""
    if os.environ.get("QT_QPA_PLATFORM") in {"offscreen", "minimal"}:
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def find_needs(*, display: bool, office: bool, venv: bool) -> Needs:
    """Return what is missing for Qt (`display`: on a screen), for the `office` tests and for a `venv`."""
    if not sys.platform.startswith("linux"):
        return Needs()
    table = dict(OFFSCREEN)
    if display:
        table |= X11 if os.environ.get("DISPLAY") else WAYLAND
    missing = {package: absent for package, names in table.items() if (absent := _absent(names))}
    required = list(missing)
    if venv and importlib.util.find_spec("ensurepip") is None:
        required.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    wanted = [] if _any_font() else list(FONTS)
    if office and not (shutil.which("soffice") or shutil.which("libreoffice")):
        wanted.append("libreoffice-calc")
    if office and not shutil.which("pdftoppm"):
        wanted.append("poppler-utils")
    libraries = tuple(name for names in missing.values() for name in names)
    return Needs(libraries, tuple(required), tuple(wanted))


def require(needs: Needs, again: str) -> None:
    """Install what nothing works without, where we may; raises `Problem` when it stays missing.

    `again` is the command to repeat once the person has installed it by hand.
    """
    if not needs.required:
        return
    if not shutil.which("apt-get"):
        raise Problem(_words_without_apt(needs), again)
    by_hand = f"{_command_by_hand(needs.required)} && {again}"
    if not _prefix():
        raise Problem(f"This system lacks packages that cxdesk needs: {', '.join(needs.required)}.", by_hand)
    say(f"Installing system packages: {', '.join(needs.required)}.")
    failure = _apt_install(needs.required)
    if failure:
        raise Problem(f"The system packages could not be installed:\n{failure}", by_hand)


def offer(package: str) -> None:
    """Install a package that some tests or nicer letters need; where that fails we only say so and go on."""
    if not shutil.which("apt-get"):
        say(f"Going on without {package}: this system has no apt-get.")
        return
    by_hand = f"To have it, type: {_command_by_hand((package,))}"
    if not _prefix():
        say(f"Going on without {package}. {by_hand}")
        return
    say(f"Installing {package}.")
    failure = _apt_install((package,))
    if failure:
        say(f"{package} could not be installed; going on without it. {by_hand}\n{failure}")


def _absent(names: Iterable[str]) -> tuple[str, ...]:
    """Return those shared libraries that cannot be loaded."""
    absent = []
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            absent.append(name)
    return tuple(absent)


def _any_font() -> bool:
    """Return whether one scalable font is installed: without any, Qt draws boxes for letters."""
    folders = (Path(folder).expanduser() for folder in _FONT_FOLDERS)
    return any(path.suffix in {".ttf", ".otf", ".ttc"} for folder in folders for path in folder.rglob("*.*"))


def _words_without_apt(needs: Needs) -> str:
    """Say what is missing on a system whose package manager we do not know."""
    lacks = ", ".join(needs.libraries) or "the Python modules venv and ensurepip"
    return f"This system lacks {lacks}. Install what provides them with your package manager."


def _prefix() -> tuple[str, ...]:
    """Return what to put before apt-get to be allowed to install; empty when it is not allowed."""
    if os.geteuid() == 0:
        return ("env",)
    if not shutil.which("sudo"):
        return ()
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ("sudo", "-n", "env") if asked.returncode == 0 else ()


def _command_by_hand(packages: tuple[str, ...]) -> str:
    """Return what a person types to install packages."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {' '.join(packages)}"


def _apt_install(packages: tuple[str, ...]) -> str:
    """Install packages; return the empty string, or the end of what apt-get said when it failed."""
    if not any(PACKAGE_LISTS.glob("*_Packages*")):
        _apt("update")
    failure = _apt("install", "-y", "--no-install-recommends", *packages)
    if failure:  # a list that is out of date names files that are gone
        _apt("update")
        failure = _apt("install", "-y", "--no-install-recommends", *packages)
    return failure


def _apt(*arguments: str) -> str:
    """Run apt-get without questions; return the empty string, or the end of what it said when it failed."""
    command = [*_prefix(), "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    done = subprocess.run(
        [*command, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return "" if done.returncode == 0 else last_lines(done.stdout)
