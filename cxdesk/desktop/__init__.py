"""The window: the only place with Qt. It shows what `cxdesk.session` prepares, and hands back what the user
does.
"""

import builtins

_plain_import = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401

# PySide6 reads and tokenizes the source of every module that is imported after it, to let those that use it
# choose other spellings of its names. Nothing here does, and a thousand modules of libraries come later.
builtins.__import__ = _plain_import
