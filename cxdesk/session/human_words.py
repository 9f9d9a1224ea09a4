"""A human view beside the model's band, in words: neither is ever mixed into the other."""

from __future__ import annotations

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.human_views import BesideModel
from cxdesk.theme import theme


def beside_text(beside: BesideModel, style: NumberStyle) -> str:
    """Return both bands: "● Healthy until 31 Oct, model: ■ At risk", or that they agree."""
    look = theme()
    own = f"{look.band(beside.view.grade).label} until {formatting.day_text(beside.view.expires, style)}"
    if beside.differs is None:
        return f"{own}, model: none"
    return f"{own}, model agrees" if beside.differs == 0 else f"{own}, model: {look.band(beside.band).label}"


def beside_reason(beside: BesideModel, style: NumberStyle) -> str:
    """Return whose view it is, since when and why, and when it ends."""
    view = beside.view
    whose = f" by {view.who.strip()}" if view.who.strip() else ""
    return (
        f"{view.reason.strip()}\nWritten for {formatting.date_text(view.day, style)}{whose}; holds until "
        f"{formatting.date_text(view.expires, style)}, then ends by itself. It is not part of the score."
    )
