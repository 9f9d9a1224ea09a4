"""What counts as what, in a window of its own: features, workflows, hours, themes and break points."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cxdesk.desktop.widgets.break_points_form import BreakPointsForm
from cxdesk.desktop.widgets.card import ElidedLabel, tab_button, text_label
from cxdesk.desktop.widgets.features_form import FeaturesForm
from cxdesk.desktop.widgets.hours_form import HoursForm
from cxdesk.desktop.widgets.themes_form import ThemesForm
from cxdesk.desktop.widgets.workflows_form import WorkflowsForm

if TYPE_CHECKING:
    from cxdesk.desktop.context import Context
    from cxdesk.desktop.notice import Notice
    from cxdesk.session.conventions_view import ConventionsView
    from cxdesk.session.conventions_work import Kept

_SIZE = (940, 660)
_SMALLEST = (640, 480)
_FORMS = (
    ("Features", FeaturesForm),
    ("Workflows", WorkflowsForm),
    ("Hours and clock", HoursForm),
    ("Themes", ThemesForm),
    ("Break points", BreakPointsForm),
)


class ConventionsWindow(QDialog):
    """Shows a `ConventionsView`; `kept` gives what is on the form that shows, as plain values."""

    kept = Signal(object)
    put_away = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("Conventions")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        self.view: ConventionsView | None = None
        self._came: dict[QWidget, dict[str, Any]] = {}
        self._keeping: QWidget | None = None
        self._group, self._stack = QButtonGroup(self), QStackedWidget()
        self._stack.setProperty("look", "clear")
        self.forms = [form() for _, form in _FORMS]
        self.tabs = [tab_button(self._group, number) for number in range(len(_FORMS))]
        self.said = text_label("", "note", wraps=True)
        self.said.setAccessibleName("What was said of the change")
        self.keep, self.close_button = QPushButton("Keep this change"), QPushButton("Close")
        self.drop = QPushButton("Show what is in force")
        self._compose()
        self._group.idToggled.connect(self._turn)
        self.tabs[0].setChecked(True)

    def show_view(self, view: ConventionsView) -> None:
        """Show conventions. What was typed on a page and not kept stays there, over closing it too."""
        self.view = view
        for form in self.forms:
            if form is self._keeping or not self._is_typed(form):
                self._fill(form)
        self._keeping = None
        typed = [title for form, (title, _) in zip(self.forms, _FORMS, strict=True) if self._is_typed(form)]
        if typed and not self.isVisible():
            self._say(f"What you typed before is still here and not kept: {', '.join(typed)}.")

    def forget(self) -> None:
        """Drop what was typed and not kept: another workspace is open."""
        self._came.clear()

    def tell(self, kept: Kept) -> None:
        """Say what a change does."""
        self._say(
            f"The {kept.label} is kept. {kept.effect} Undo takes it back."
            if kept.label
            else "Nothing was changed."
        )

    def refuse(self, notice: Notice) -> None:
        """Say why a change was not kept; what was typed stays."""
        self._keeping = None
        self._say(f"Not kept. {notice.what} {notice.next_step}".strip())

    def done(self, result: int) -> None:
        """Tell that nobody looks any more."""
        super().done(result)
        self.put_away.emit()

    def _is_typed(self, form: QWidget) -> bool:
        """Return whether a page holds something else than what it was filled with."""
        return form in self._came and form.plain() != self._came[form]

    def _fill(self, form: QWidget) -> None:
        form.show_view(self.view)
        self._came[form] = deepcopy(form.plain())  # a page may go on writing into what it gives

    def _show_in_force(self) -> None:
        """Show on this page what is in force, in place of what was typed."""
        if self.view is not None:
            self._fill(self.forms[self._stack.currentIndex()])
            self._say("")

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setAccessibleDescription(text)

    def _turn(self, number: int, checked: bool) -> None:
        if checked:
            self._stack.setCurrentIndex(number)
            self._say("")

    def _give(self) -> None:
        self._keeping = self.forms[self._stack.currentIndex()]
        self.kept.emit(self._keeping.plain())

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        for tab, form, (title, _) in zip(self.tabs, self.forms, _FORMS, strict=True):
            tab.setText(title)
            tab.setAccessibleName(title)
            head.addWidget(tab)
            self._stack.addWidget(form)
        head.addStretch(1)
        self.keep.setProperty("look", "primary")
        self.keep.setDefault(True)
        self.keep.setToolTip("Keep what is on this page as a change of its own, which Undo takes back")
        self.keep.clicked.connect(self._give)
        self.drop.setToolTip("Drop what you typed on this page and did not keep")
        self.drop.clicked.connect(self._show_in_force)
        for button in (self.close_button, self.drop):
            button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.said, 1)
        below.addWidget(self.drop)
        below.addWidget(self.close_button)
        below.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        about = ElidedLabel(
            "What counts as what in your company. Every number follows it, on every date.", "muted"
        )
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(text_label("Conventions", "title"))
        title.addWidget(about, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(title)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addLayout(below)
