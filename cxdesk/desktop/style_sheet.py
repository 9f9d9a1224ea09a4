"""The style sheet, written from the tokens: one place for how every kind of widget is drawn.

Widgets say what they are with the property `look` (such as `muted`, `primary`, `card`); nothing sets colours
itself. A focus ring is a border of two pixels in the accent; the border is always there, so nothing moves
when it shows.
"""

from __future__ import annotations

from cxdesk.theme import Theme


def style_sheet(look: Theme) -> str:
    """Return the style sheet of a look."""
    return "\n".join((_ground(look), _texts(look), _buttons(look), _fields(look), _tables(look), _bars(look)))


def _ground(look: Theme) -> str:
    return f"""
QMainWindow, QDialog, QStackedWidget, QWidget[look="page"] {{ background: {look.window}; }}
QFrame[look="card"] {{
    background: {look.panel}; border: 1px solid {look.line}; border-radius: {look.space.card_radius}px;
}}
QFrame[look="strip"] {{ background: {look.panel}; border: none; border-bottom: 1px solid {look.line}; }}
QFrame[look="notice"] {{
    background: {look.watch_ground}; border: 1px solid {look.line}; border-radius: {look.space.card_radius}px;
}}
QFrame[look="answered"] {{
    background: {look.raised}; border: 1px solid {look.line}; border-radius: {look.space.card_radius}px;
}}
QFrame[look="failure"] {{
    background: {look.risk_ground}; border: 1px solid {look.line}; border-radius: {look.space.card_radius}px;
}}
QFrame[look="success"] {{
    background: {look.good_ground}; border: 1px solid {look.line}; border-radius: {look.space.card_radius}px;
}}
QStackedWidget[look="clear"], QScrollArea, QScrollArea > QWidget > QWidget {{
    background: transparent; border: none;
}}
QSplitter::handle {{ background: transparent; }}
QToolTip {{
    background: {look.panel}; color: {look.ink}; border: 1px solid {look.line}; padding: {look.space.tiny}px;
}}
QStatusBar {{ background: {look.raised}; border-top: 1px solid {look.line}; color: {look.muted}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {look.muted}; font-size: {round(look.text.small)}px; }}
"""


def _texts(look: Theme) -> str:
    small = f"font-size: {round(look.text.small)}px;"
    semibold = f"font-weight: {look.text.semibold};"
    return f"""
QLabel {{ background: transparent; }}
QLabel[look="muted"] {{ color: {look.muted}; }}
QLabel[look="note"] {{ color: {look.muted}; {small} }}
QLabel[look="title"] {{ font-size: {round(look.text.title)}px; {semibold} }}
QLabel[look="figure"] {{ font-size: {round(look.text.figure)}px; {semibold} }}
QLabel[look="heading"] {{ {semibold} }}
QLabel[look="good"] {{ color: {look.good}; {semibold} }}
QLabel[look="watch"] {{ color: {look.watch}; {semibold} }}
QLabel[look="risk"] {{ color: {look.risk}; {semibold} }}
QTextBrowser {{
    background: transparent; border: 2px solid transparent; border-radius: 4px;
    selection-background-color: {look.select};
}}
QTextBrowser:focus {{ border-color: {look.accent}; }}
"""


def _buttons(look: Theme) -> str:
    return f"""
QPushButton, QToolButton {{
    background: {look.panel}; color: {look.ink}; border: 2px solid {look.line}; border-radius: 6px;
    padding: 4px 11px; font-weight: {look.text.medium};
}}
QPushButton:hover, QToolButton:hover {{ background: {look.raised}; border-color: {look.bar}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {look.select}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {look.accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {look.muted}; background: {look.window}; }}
QPushButton[look="primary"] {{
    background: {look.accent}; color: {look.on_accent}; border-color: {look.accent};
}}
QPushButton[look="primary"]:hover {{ border-color: {look.bar}; }}
QPushButton[look="primary"]:focus {{ border: 2px solid {look.ink}; }}
QPushButton[look="primary"]:disabled {{
    background: {look.select}; color: {look.muted}; border-color: {look.select};
}}
QPushButton[look="chip"] {{
    color: {look.muted}; border-radius: 10px; padding: 1px 9px; min-height: 16px;
    font-size: {round(look.text.small)}px; font-weight: {look.text.regular};
}}
QPushButton[look="chip"]:checked {{
    background: {look.select}; color: {look.accent}; border-color: {look.accent};
}}
QPushButton[look="chip"]:focus {{ border: 2px solid {look.accent}; }}
QPushButton[look="tile"] {{
    border: 1px solid {look.line}; border-radius: {look.space.card_radius}px; padding: 0;
}}
QPushButton[look="tile"]:hover {{ border-color: {look.bar}; }}
QPushButton[look="tile"]:focus {{ border: 2px solid {look.accent}; }}
QPushButton[look="answer"] {{ padding: 2px 9px; font-weight: {look.text.regular}; }}
QPushButton[look="answer"]:checked {{
    background: {look.select}; color: {look.accent}; border-color: {look.bar};
    font-weight: {look.text.medium};
}}
QPushButton[look="answer"]:focus {{ border: 2px solid {look.accent}; }}
QPushButton[look="tab"] {{
    background: transparent; border-color: transparent; color: {look.muted}; padding: 2px 8px;
    font-weight: {look.text.semibold};
}}
QPushButton[look="tab"]:hover {{ background: {look.raised}; }}
QPushButton[look="tab"]:checked {{ color: {look.ink}; background: {look.select}; }}
QPushButton[look="tab"]:focus {{ border: 2px solid {look.accent}; }}
QPushButton[look="link"], QToolButton[look="link"] {{
    background: transparent; border-color: transparent; color: {look.accent}; padding: 2px 4px;
}}
QPushButton[look="link"]:hover, QToolButton[look="link"]:hover {{ text-decoration: underline; }}
QPushButton[look="link"]:focus, QToolButton[look="link"]:focus {{ border-color: {look.accent}; }}
QToolButton[look="step"] {{ padding: 3px; min-width: 16px; min-height: 16px; }}
QToolButton::menu-indicator {{ image: none; }}
"""


def _fields(look: Theme) -> str:
    return f"""
QLineEdit, QComboBox, QDateEdit, QSpinBox, QPlainTextEdit {{
    background: {look.panel}; color: {look.ink}; border: 2px solid {look.line}; border-radius: 6px;
    padding: 4px 8px; selection-background-color: {look.select}; selection-color: {look.ink};
}}
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus,
QPlainTextEdit:focus {{
    border: 2px solid {look.accent};
}}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0px; border: none; }}
QCheckBox::indicator, QListWidget::indicator {{
    width: 11px; height: 11px; border: 1px solid {look.muted}; border-radius: 3px; background: {look.panel};
}}
QCheckBox::indicator:checked, QListWidget::indicator:checked {{
    background: {look.accent}; border-color: {look.accent};
}}
QCheckBox {{ border: 2px solid transparent; border-radius: 4px; padding: 1px 2px; }}
QCheckBox:focus {{ border-color: {look.accent}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 22px; }}
QDateEdit::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{
    background: {look.panel}; border: 1px solid {look.line}; selection-background-color: {look.select};
    selection-color: {look.ink}; outline: none;
}}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {look.raised}; }}
QCalendarWidget QAbstractItemView {{ background: {look.panel}; outline: none; }}
QCalendarWidget QToolButton {{ border-color: transparent; background: transparent; padding: 2px 6px; }}
QCalendarWidget QToolButton:focus {{ border-color: {look.accent}; }}
"""


def _tables(look: Theme) -> str:
    return f"""
QTableView, QListView, QTreeView {{
    background: {look.panel}; border: 2px solid transparent; outline: none; gridline-color: {look.line};
    selection-background-color: {look.select}; selection-color: {look.ink};
}}
QTableView:focus, QListView:focus {{ border: 2px solid {look.accent}; border-radius: 4px; }}
QTableView[look="bare"], QListView[look="bare"] {{ background: transparent; }}
QListView[look="choices"]::item {{ padding-left: 8px; }}
QListView[look="choices"]::item:selected {{ background: {look.select}; color: {look.ink}; }}
QListView[look="rail"] {{ background: {look.raised}; border-radius: 0; }}
QHeaderView {{ background: {look.panel}; border: none; }}
QHeaderView::section {{
    background: {look.panel}; color: {look.muted}; border: none; border-bottom: 1px solid {look.line};
    padding: 4px 8px; font-size: {round(look.text.small)}px; font-weight: {look.text.medium};
}}
QTableCornerButton::section {{ background: {look.panel}; border: none; }}
"""


def _bars(look: Theme) -> str:
    return f"""
QMenuBar {{ background: {look.raised}; color: {look.ink}; border-bottom: 1px solid {look.line}; }}
QMenuBar::item {{ padding: 4px 10px; background: transparent; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {look.select}; }}
QMenu {{ background: {look.panel}; color: {look.ink}; border: 1px solid {look.line}; padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {look.select}; }}
QMenu::item:disabled {{ color: {look.muted}; }}
QMenu::separator {{ height: 1px; background: {look.line}; margin: 4px 8px; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{
    background: {look.line}; border-radius: 4px; min-height: 24px; min-width: 24px; margin: 1px;
}}
QScrollBar::handle:hover {{ background: {look.bar}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{
    background: {look.line}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
}}
QProgressBar::chunk {{ background: {look.accent}; border-radius: 3px; }}
"""
