"""The list of themes that comments are searched for, with what each phrase finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from cxdesk.desktop.widgets.card import Card, text_label

if TYPE_CHECKING:
    from cxdesk.session.conventions_view import ConventionsView

_LABEL = "label"
_MOST_PHRASES = 12


class ThemesForm(QWidget):
    """Themes at the left; label and phrases of the chosen one at the right, a language in a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tables: dict[str, dict[str, Any]] = {}
        self._seen: dict[str, Any] = {}
        self._comments, self._current = 0, ""
        self.themes, self.label, self.phrases = QListWidget(), QLineEdit(), QPlainTextEdit()
        self.themes.setAccessibleName("Themes")
        self.themes.setSpacing(3)
        self.label.setAccessibleName("Label of the theme")
        self.phrases.setAccessibleName("Phrases, one language in a line")
        self.phrases.setPlaceholderText("en: invoice*, charged twice")
        self.phrases.setTabChangesFocus(True)
        self.add, self.remove, self.usual = (
            QPushButton(text) for text in ("Add a theme", "Remove this theme", "Use the list of cxdesk")
        )
        self._found = text_label("", "note", wraps=True)
        self._compose()
        self.themes.currentRowChanged.connect(self._choose)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.usual.clicked.connect(self._use_usual)

    def show_view(self, view: ConventionsView) -> None:
        """Show the list in force; the theme that was chosen stays chosen."""
        from cxdesk.workspace.theme_list import tables_of_themes

        self._seen = {each.name: each for each in view.themes}
        self._comments = view.comments
        self._show(tables_of_themes(view.conventions.theme_list))

    def plain(self) -> dict[str, Any]:
        """Return the themes as plain tables; none where the list is the one that comes with cxdesk."""
        from cxdesk.workspace.theme_list import default_themes, tables_of_themes

        self._take()
        return {"themes": {} if self._tables == tables_of_themes(default_themes()) else self._tables}

    def _show(self, tables: dict[str, dict[str, Any]]) -> None:
        chosen = self._current
        self._current, self._tables = "", {name: dict(table) for name, table in tables.items()}
        self.themes.blockSignals(True)
        self.themes.clear()
        for name, table in self._tables.items():
            seen = self._seen.get(name)
            self.themes.addItem(f"{table[_LABEL]}   ({seen.comments if seen else 0:,})")
        self.themes.blockSignals(False)
        names = list(self._tables)
        row = names.index(chosen) if chosen in names else 0
        self.themes.setCurrentRow(row)
        self._choose(row)

    def _choose(self, row: int) -> None:
        """Show another theme, once what was typed of the one before is taken down."""
        self._take()
        names = list(self._tables)
        self._current = names[row] if 0 <= row < len(names) else ""
        table = self._tables.get(self._current, {})
        self.label.setText(table.get(_LABEL, ""))
        lines = (f"{name}: {', '.join(phrases)}" for name, phrases in table.items() if name != _LABEL)
        self.phrases.setPlainText("\n".join(lines))
        for widget in (self.label, self.phrases, self.remove):
            widget.setEnabled(bool(self._current))
        seen = self._seen.get(self._current)
        if seen is None:
            self._found.setText("What it finds is told once it is kept." if self._current else "")
            return
        found = [f"{phrase} {count:,}" for phrase, count in seen.phrases[:_MOST_PHRASES]]
        more = f" and {len(seen.phrases) - _MOST_PHRASES} more" if len(seen.phrases) > _MOST_PHRASES else ""
        told = f": {', '.join(found)}{more}" if found else ""
        self._found.setText(f"Stands in {seen.comments:,} of {self._comments:,} comments{told}.")

    def _take(self) -> None:
        """Take down what was typed of the theme that shows."""
        if self._current:
            table: dict[str, Any] = {_LABEL: self.label.text().strip()}
            for line in self.phrases.toPlainText().splitlines():
                language, colon, phrases = line.partition(":")
                if not colon:
                    language, phrases = "en", line
                listed = [phrase.strip() for phrase in phrases.split(",") if phrase.strip()]
                if listed:
                    table[language.strip()] = [*table.get(language.strip(), ()), *listed]
            self._tables[self._current] = table

    def _add(self) -> None:
        self._take()
        number = next(number for number in range(1, 10_000) if f"theme_{number}" not in self._tables)
        tables = self._tables | {f"theme_{number}": {_LABEL: f"Theme {number}"}}
        self._current = f"theme_{number}"
        self._show(tables)
        self.label.setFocus()
        self.label.selectAll()

    def _remove(self) -> None:
        gone = self._current
        self._current = ""
        self._show({name: table for name, table in self._tables.items() if name != gone})

    def _use_usual(self) -> None:
        from cxdesk.workspace.theme_list import default_themes, tables_of_themes

        self._current = ""
        self._show(tables_of_themes(default_themes()))

    def _compose(self) -> None:
        listed = Card("Themes", "and their comments")
        listed.body.addWidget(self.themes, 1)
        for button in (self.add, self.remove, self.usual):
            button.setAutoDefault(False)
            listed.body.addWidget(button)
        chosen = Card("The chosen theme", "* stands for any letters at an end of a word")
        chosen.body.addWidget(text_label("Label", "note"))
        chosen.body.addWidget(self.label)
        chosen.body.addWidget(text_label("Phrases, a language in a line", "note"))
        chosen.body.addWidget(self.phrases, 1)
        chosen.body.addWidget(self._found)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(listed, 1)
        layout.addWidget(chosen, 2)
