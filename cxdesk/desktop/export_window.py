"""What is to be handed out, where to, and what that will write: a window of its own beside the main one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cxdesk.desktop import choosing
from cxdesk.desktop.notice import notice_of
from cxdesk.desktop.widgets.card import text_label
from cxdesk.desktop.widgets.choice_cell import ChoiceBox
from cxdesk.errors import Cancelled
from cxdesk.session.export_choice import (
    BRIEF,
    DUE,
    FORMS,
    KINDS,
    LIVE,
    OWN_BOOK,
    REVIEW,
    TABLE,
    WORKBOOK,
    ExportChoice,
    FileThere,
    remembered,
    to_remember,
)

if TYPE_CHECKING:
    from cxdesk.desktop.context import Context
    from cxdesk.session.export_choice import ExportPreview, Stamp

_SIZE, _SMALLEST, _KINDS_WIDTH = (880, 520), (700, 460), 250
_PAUSE = 200
"""Milliseconds without another change before a preview is asked for."""
_FORM_WORDS = {".pdf": "PDF", ".xlsx": "Workbook", ".csv": "CSV", ".parquet": "Parquet"}
_PAGES = (BRIEF, DUE, REVIEW)


class ExportWindow(QDialog):
    """Asks what to export. `preview_wanted` gives an `ExportChoice`; `write_wanted` gives it with the path
    and the file that may be replaced; `stop_wanted` ends the writing.
    """

    preview_wanted = Signal(object)
    write_wanted = Signal(object, object, object)
    stop_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle("Export")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)
        self._account: str | None = None
        self._shown: tuple[str, ...] = ()
        self._selected: tuple[str, ...] = ()
        self._some_live = False
        self._proposed = ""
        self._forms: dict[str, str] = {}  # what was chosen for each kind: a brief is no workbook for its sake
        self._agreed: Stamp | None = None
        self._writing = False
        self._write_words = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._ask)
        self.kinds, self.about = QListWidget(), text_label("", "muted", wraps=True)
        self.form, self.paper, self.table, self.number, self.live = (ChoiceBox() for _ in range(5))
        self.apart = QCheckBox("One for each account, in a folder")
        self.days, self.raw = QSpinBox(), QCheckBox("For programs: texts stay as they are, formulas too")
        self.book, self.place = QLineEdit(), QLineEdit()
        self.preview, self.said = text_label("", "", wraps=True), text_label("", "note", wraps=True)
        self.write, self.stop, self.away = QPushButton(), QPushButton("Stop"), QPushButton("Close")
        self._fields = QFormLayout()
        self._fill()
        self._compose()
        self._show_choice(remembered(context.settings.export))
        self._listen()

    def start(
        self, account: str | None, kind: str = "", shown: Sequence[str] = (), selected: Sequence[str] = ()
    ) -> None:
        """Open for an account (None: none is open), on a kind of export where one is named; `shown` and
        `selected` are the ids that the table of accounts has.
        """
        self._account, self._shown, self._selected = account, tuple(shown), tuple(selected)
        self._say("")
        if kind:
            self.kinds.setCurrentRow(list(KINDS).index(kind))
        self.show()
        self.activateWindow()
        self.kinds.setFocus()
        self._ask()

    @property
    def choice(self) -> ExportChoice:
        """What is chosen at present."""
        return ExportChoice(
            kind=self.kinds.currentItem().data(Qt.ItemDataRole.UserRole),
            form=self.form.currentData() or ".xlsx",
            paper=self.paper.currentData(),
            days=self.days.value(),
            table=self.table.currentData(),
            metric=self.number.currentData(),
            raw=self.raw.isChecked(),
            account_id=self._account,
            book=self.book.text().strip(),
            apart=self.apart.isChecked(),
            live=self.live.currentData(),
            shown=self._shown,
            selected=self._selected,
        ).settled()

    def show_preview(self, preview: ExportPreview) -> None:
        """Say what would be written, or why nothing can be, and propose a name."""
        if preview.choice != self.choice:
            return  # something else was chosen meanwhile
        self._some_live = preview.some_live
        self._show_fields()
        self.preview.setText("\n".join(preview.lines) or preview.refusal)
        self.preview.setAccessibleDescription(self.preview.text())
        self._propose(preview.file_name)
        self.write.setEnabled(not preview.refusal and not self._writing)

    def _propose(self, name: str) -> None:
        """Propose a name, where the user has not chosen one; a folder where files go into one."""
        said = self.place.text()
        if said in ("", self._proposed):
            folder = Path(self._context.settings.folder or Path.home())
            self._proposed = str(folder / name)
            self.place.setText(self._proposed)
        elif (Path(said).suffix.lower() in _FORM_WORDS) == self.choice.in_folder:
            self.place.setText(str(Path(said).parent if self.choice.in_folder else Path(said) / name))

    def tell_written(self) -> None:
        """Close: the file is there, and the main window says so."""
        self._set_writing(False)
        self.hide()
        self.parentWidget().activateWindow()

    def refuse(self, error: Exception) -> None:
        """Say why nothing was written; where a file is in the way, offer to replace it."""
        self._set_writing(False)
        if isinstance(error, Cancelled):
            self._say("Stopped. Nothing was written.")
            return
        notice = notice_of(error)
        self._say(f"{notice.what} {notice.next_step}".strip())
        if isinstance(error, FileThere):
            self._agreed = error.stamp
            self.write.setText("Replace the files" if self.choice.in_folder else "Replace the file")
            self.write.setFocus()

    def done(self, result: int) -> None:
        """Stop looking what would be written when the window is closed; a file goes on being written."""
        self._pause.stop()
        super().done(result)

    def _give(self) -> None:
        """Ask for the file."""
        self._set_writing(True)
        self._say("Writing the files …" if self.choice.in_folder else "Writing the file …")
        self._context.settings.export = to_remember(self.choice)
        self.write_wanted.emit(self.choice, Path(self.place.text().strip()), self._agreed)

    def _set_writing(self, writing: bool) -> None:
        self._writing = writing
        self._agreed = None if not writing else self._agreed
        self.stop.setVisible(writing)
        self.write.setEnabled(not writing)
        self.write.setText(self._write_words)

    def _ask(self) -> None:
        """Ask what would be written."""
        self.preview.setText("Looking what would be written …")
        self.write.setEnabled(False)
        self.preview_wanted.emit(self.choice)

    def _changed(self) -> None:
        """Show the fields of what is chosen, and ask anew once it has settled."""
        if not self._writing:
            self._forget_agreement()
        self.write.setEnabled(False)
        self._pause.start()

    def _turn(self) -> None:
        """Show another kind."""
        kind = self.kinds.currentItem().data(Qt.ItemDataRole.UserRole)
        self.about.setText(KINDS[kind][1])
        self.form.blockSignals(True)
        self.form.clear()
        for form in FORMS[kind]:
            self.form.addItem(_FORM_WORDS[form], form)
        self.form.setCurrentIndex(max(self.form.findData(self._forms.get(kind)), 0))
        self.form.blockSignals(False)
        self._show_fields()
        self._changed()

    def _keep_form(self) -> None:
        self._forms[self.choice.kind] = self.choice.form

    def _show_fields(self) -> None:
        """Show the fields that matter for what is chosen."""
        kind, table = self.choice.kind, self.choice.table
        shown = {
            self.form: len(FORMS[kind]) > 1,
            self.paper: kind in _PAGES and self.choice.form == ".pdf",
            self.days: kind in (DUE, REVIEW),
            self.apart: kind == DUE,
            self.live: kind == WORKBOOK and self._some_live,
            self.table: kind == TABLE,
            self.number: kind == TABLE and table == "evidence",
            self.raw: kind == TABLE and self.choice.form == ".csv",
            self._book_row: kind == OWN_BOOK,
        }
        for field, visible in shown.items():
            self._fields.setRowVisible(field, visible)
        days = "Within" if kind == DUE else "Looks back"
        self._fields.labelForField(self.days).setText(days)
        self.days.setAccessibleName(days)
        into_folder = self.choice.in_folder
        self._fields.labelForField(self._place_row).setText("Folder" if into_folder else "File")
        self.place.setAccessibleName("Folder" if into_folder else "File")
        self._write_words = "Write the files" if into_folder else "Write the file"
        if self._agreed is None:
            self.write.setText(self._write_words)

    def _choose_book(self) -> None:
        if path := choosing.workbook_to_annotate(self, self._context.settings.folder):
            self.book.setText(str(path))

    def _choose_place(self) -> None:
        choice = self.choice
        if choice.in_folder:
            path = choosing.folder_to_write(self, self.place.text())
        else:
            path = choosing.file_to_write(self, self.place.text(), _FORM_WORDS[choice.form], choice.form)
        if path:
            self.place.setText(str(path))

    def _forget_agreement(self) -> None:
        """Ask again before a file is replaced: another one is meant."""
        self._agreed = None
        self.write.setText(self._write_words)
        self._say("")

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setAccessibleDescription(text)

    def _fill(self) -> None:
        """Fill the lists."""
        from cxdesk.metrics import METRICS
        from cxdesk.session.exported_tables import TABLES

        for kind, (title, help_text) in KINDS.items():
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, kind)
            item.setToolTip(help_text)
            item.setSizeHint(QSize(0, self._context.appearance.look.space.row_height))
            self.kinds.addItem(item)
        for name, title in TABLES.items():
            self.table.addItem(title, name)
        for metric in METRICS:
            self.number.addItem(metric.definition.label, metric.definition.name)
        for name, title in (("a4", "A4"), ("letter", "Letter")):
            self.paper.addItem(title, name)
        for name, title in LIVE.items():
            self.live.addItem(title, name)
        self.live.setToolTip("Which accounts are formulas; the others are values")
        self.days.setRange(1, 3650)
        self.days.setSuffix(" days")
        self.days.lineEdit().setTextMargins(self._context.appearance.look.space.small, 0, 0, 0)

    def _show_choice(self, choice: ExportChoice) -> None:
        """Show what was chosen the last time."""
        self.paper.setCurrentIndex(max(self.paper.findData(choice.paper), 0))
        self.table.setCurrentIndex(max(self.table.findData(choice.table), 0))
        self.number.setCurrentIndex(max(self.number.findData(choice.metric), 0))
        self.days.setValue(choice.days)
        self.raw.setChecked(choice.raw)
        self.apart.setChecked(choice.apart)
        self.live.setCurrentIndex(max(self.live.findData(choice.live), 0))
        self.book.setText(choice.book)
        self.kinds.setCurrentRow(list(KINDS).index(choice.kind))
        self._forms = {choice.kind: choice.form}
        self._turn()
        self._pause.stop()

    def _listen(self) -> None:
        """Ask anew whenever something is changed."""
        self.kinds.currentItemChanged.connect(self._turn)
        for box in (self.form, self.paper, self.table, self.number, self.live):
            box.currentIndexChanged.connect(self._show_fields)
            box.currentIndexChanged.connect(self._changed)
        self.form.currentIndexChanged.connect(self._keep_form)
        self.days.valueChanged.connect(self._changed)
        for tick in (self.raw, self.apart):
            tick.toggled.connect(self._show_fields)
            tick.toggled.connect(self._changed)
        self.book.textChanged.connect(self._changed)
        self.place.textEdited.connect(self._forget_agreement)
        self.write.clicked.connect(self._give)
        self.stop.clicked.connect(self.stop_wanted)
        self.away.clicked.connect(self.close)

    def _compose(self) -> None:
        self.kinds.setAccessibleName("What to export")
        self.kinds.setProperty("look", "choices")
        self.kinds.setFixedWidth(_KINDS_WIDTH)
        self.preview.setAccessibleName("What will be written")
        self.said.setAccessibleName("What came of it")
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._book_row = _with_button(
            self.book, "Choose...", "Choose a workbook that you imported", self._choose_book
        )
        self._place_row = _with_button(self.place, "Choose...", "Choose where to write", self._choose_place)
        for label, field, row in (
            ("Your workbook", self.book, self._book_row),
            ("Table", self.table, self.table),
            ("Number", self.number, self.number),
            ("As", self.form, self.form),
            ("Paper", self.paper, self.paper),
            ("Within", self.days, self.days),
            ("Texts", self.raw, self.raw),
            ("Live", self.live, self.live),
            ("Files", self.apart, self.apart),
            ("File", self.place, self._place_row),
        ):
            field.setAccessibleName(label)
            self._fields.addRow(label, row)
        self._fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.write.setProperty("look", "primary")
        self.write.setDefault(True)
        for button in (self.stop, self.away):
            button.setAutoDefault(False)
        self.stop.hide()
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.about)
        right.addLayout(self._fields)
        right.addWidget(text_label("What will be written", "heading"))
        right.addWidget(self.preview, 1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.kinds)
        middle.addLayout(right, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.said, 1)
        for button in (self.stop, self.away, self.write):
            below.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(text_label("Export", "title"))
        layout.addLayout(middle, 1)
        layout.addLayout(below)


def _with_button(field: QLineEdit, text: str, help_text: str, clicked) -> QWidget:
    """Return a field with a button behind it."""
    both, button = QWidget(), QPushButton(text)
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    button.setAutoDefault(False)
    button.clicked.connect(clicked)
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(field, 1)
    row.addWidget(button)
    return both
