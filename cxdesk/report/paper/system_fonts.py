"""Where a computer keeps fonts for Chinese, Japanese and Korean that a PDF can embed: those of TrueType."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

_ALL = ("Arial Unicode.ttf", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf", "unifont.ttf")
"""Fonts with all three writings."""
_FILES = {
    "Japanese": (
        "YuGothM.ttc", "meiryo.ttc", "msgothic.ttc", "ipaexg.ttf", "ipag.ttf", "TakaoGothic.ttf",
        "VL-Gothic-Regular.ttf", "fonts-japanese-gothic.ttf", "NotoSansJP-Regular.ttf", "NotoSansJP-VF.ttf",
    ),
    "Korean": ("malgun.ttf", "gulim.ttc", "AppleGothic.ttf", "NanumGothic.ttf", "UnDotum.ttf"),
    "Chinese": (
        "msyh.ttc", "simsun.ttc", "msjh.ttc", "STHeiti Light.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc",
        "NotoSansSC-Regular.ttf",
    ),
}  # fmt: skip


def system_fonts(writing: str) -> Iterator[Path]:
    """Yield the known fonts of "Japanese", "Korean" or "Chinese" that are there, the best one first."""
    there: dict[str, Path] = {}
    for folder in _folders():
        for place, _, names in os.walk(folder):
            for name in names:
                there.setdefault(name.lower(), Path(place, name))
    for name in (*_FILES[writing], *_ALL):
        if found := there.get(name.lower()):
            yield found


def _folders() -> tuple[Path, ...]:
    """Return the folders in which the system looks for fonts."""
    home = Path.home()
    if os.name == "nt":
        own = Path(os.environ.get("LOCALAPPDATA", home), "Microsoft", "Windows", "Fonts")
        return Path(os.environ.get("WINDIR", "C:/Windows"), "Fonts"), own
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local" / "share" / "fonts"
