"""Forms for what a person writes about an account: a call, and their own view of its health; and for the name
of a scale.
"""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QRect
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDateEdit, QLineEdit, QPlainTextEdit, QWidget

from cxdesk.desktop.appearance import Appearance
from cxdesk.desktop.widgets.choice_cell import ChoiceBox, draw_arrow
from cxdesk.desktop.widgets.over_form import OverForm
from cxdesk.session.account_view import AccountView
from cxdesk.workspace.written_records import Call, HumanView

_HOLDS_DAYS = 30
_TEXT_HEIGHT = 92


class CallForm(OverForm):
    """Day, people and note of a call; `kept` gives a `Call`."""

    def __init__(self, _appearance: Appearance, parent: QWidget) -> None:
        super().__init__("Write down the call", parent)
        self.taken.connect(self._keep)
        self._account = ""
        self.day, self.people, self.text = DayField(), QLineEdit(), _text_field()
        self.people.setPlaceholderText("Who was on it")
        self.text.setPlaceholderText("What was said, what was promised")
        self.note.setText("What changed is told since the last call before the date that you look at.")
        for label, field in (("Day", self.day), ("People", self.people), ("Note", self.text)):
            self.add(label, field)

    def start(self, view: AccountView, place: QRect) -> None:
        """Open for an account; what was typed about another one is dropped."""
        self.heading.setText(f"Call with {view.name}")
        if view.account_id != self._account:
            self._account = view.account_id
            self.clear(view)
        self.open_at(place, self.people)

    def clear(self, view: AccountView) -> None:
        """Begin anew."""
        self.day.setDate(_date(view.as_of.astype("datetime64[D]").item()))
        self.people.clear()
        self.text.clear()

    def forget(self) -> None:
        """Close, and begin anew the next time."""
        super().forget()
        self._account = ""

    def _keep(self) -> None:
        day = self.day.date().toPython()
        said = (self.people.text().strip(), self.text.toPlainText().strip())
        self.kept.emit(Call(self._account, day, *said))


class ViewForm(OverForm):
    """Grade, reason and last day of a person's own view; `kept` gives a `HumanView`."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__("Keep your view", parent)
        self.taken.connect(self._keep)
        self._appearance = appearance
        self._view: AccountView | None = None
        self.grade, self.text = ChoiceBox(), _text_field()
        self.expires, self.who = DayField(), QLineEdit()
        self.text.setPlaceholderText("Why: nobody can weigh a grade without it")
        self.note.setText("It stands beside the model's grade and is never mixed into the score.")
        for label, field in (
            ("Grade", self.grade),
            ("Reason", self.text),
            ("Holds until", self.expires),
            ("Your name", self.who),
        ):
            self.add(label, field)

    def start(self, view: AccountView, place: QRect) -> None:
        """Open for an account, with the view that holds where there is one."""
        another = self._view is None or view.account_id != self._view.account_id
        self._view = view
        self.heading.setText(f"Your view of {view.name}")
        if another:
            self.clear(view)
        self.open_at(place, self.grade)

    def clear(self, view: AccountView) -> None:
        """Begin anew, with the view that holds, else with the model's grade and a month."""
        bands, held = [name for name, _ in view.bands], view.human
        self.grade.clear()
        for name in bands:
            self.grade.addItem(self._appearance.look.band(name).label, name)
        as_of = view.as_of.astype("datetime64[D]").item()
        chosen = view.band if held is None else held.grade
        self.grade.setCurrentIndex(bands.index(chosen) if chosen in bands else 0)
        self.text.setPlainText("" if held is None else held.reason)
        self.expires.setMinimumDate(_date(as_of))
        self.expires.setDate(_date(as_of + timedelta(days=_HOLDS_DAYS) if held is None else held.expires))
        if held is not None:
            self.who.setText(held.who)

    def forget(self) -> None:
        """Close, and begin with the view that holds the next time."""
        super().forget()
        self._view = None

    def _keep(self) -> None:
        view = HumanView(
            self._view.account_id,
            self._view.as_of.astype("datetime64[D]").item(),
            self.grade.currentData(),
            self.text.toPlainText().strip(),
            self.expires.date().toPython(),
            self.who.text().strip(),
        )
        self.kept.emit(view)


class ScaleForm(OverForm):
    """The name of a scale; `kept` gives it."""

    def __init__(self, _appearance: Appearance, parent: QWidget) -> None:
        super().__init__("Set the scale", parent)
        self.taken.connect(self._keep)
        self.name = QLineEdit()
        self.name.setPlaceholderText("For example 2026 Q3")
        self.heading.setText("Set what is typical")
        self.add("Name", self.name)

    def start(self, as_of: str, place: QRect) -> None:
        """Open for the date that is looked at."""
        self.note.setText(
            f"60 will mean typical for your accounts on {as_of}, from that day on. Earlier days keep the "
            "scale that they had; Undo takes it back."
        )
        self.open_at(place, self.name)

    def forget(self) -> None:
        """Close, and begin anew the next time."""
        super().forget()
        self.name.clear()

    def _keep(self) -> None:
        self.kept.emit(self.name.text().strip())


class DayField(QDateEdit):
    """A day, to type in the order of the user's locale or to choose in a calendar."""

    def __init__(self) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        order = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
        self.setDisplayFormat(order if "yyyy" in order else order.replace("yy", "yyyy"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field and the arrow: a style sheet can only draw one from a picture."""
        super().paintEvent(event)
        draw_arrow(self)


def _date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _text_field() -> QPlainTextEdit:
    """Return a field of a few lines; the tabulator goes on to the next one."""
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(_TEXT_HEIGHT)
    return field
