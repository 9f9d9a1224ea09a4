"""One open workspace and what was computed from it, kept until an import or another date makes it stale.

A session belongs to the thread that opened it: the store does. Pages never hold one of its parts; they get
frozen views made from it. The heavy libraries are imported where they are first needed, so that a window can
be on the screen before any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from cxdesk.health import Portfolio
    from cxdesk.health.backtest import Backtest
    from cxdesk.health.standards import Standards
    from cxdesk.health.tensions import Tensions
    from cxdesk.importing import ImportPlan
    from cxdesk.progress import Progress
    from cxdesk.session.changing import Since
    from cxdesk.session.past_scores import Past
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.annotations import Annotation
    from cxdesk.workspace.conventions import Conventions
    from cxdesk.workspace.facts_record import Facts
    from cxdesk.workspace.records import Decision, ImportRecord
    from cxdesk.workspace.written_records import Call, HumanView

HISTORY_MONTHS = 12
TREND_MONTHS = 3
"""How far back the trends of the evidence table look."""
MOST_CHANGES = 4
"""For how many days the changes since then are kept: each holds the parts of every account."""


class Session:
    """A workspace with the as-of date, facts and scores that belong to it.

    `name` is what the window calls it; `sample` is true for the generated portfolio, which is nobody's work.
    """

    def __init__(self, workspace: Workspace, name: str, *, sample: bool = False) -> None:
        self.workspace = workspace
        self.name = name
        self.sample = sample
        self._chosen: np.datetime64 | None = None
        self._forget()

    @property
    def kept(self) -> bool:
        """Whether the workspace is a file, not only in memory."""
        return self.workspace.path is not None

    @property
    def is_empty(self) -> bool:
        """Whether no import is in force; there is no as-of date then."""
        return self.workspace.is_empty

    @property
    def as_of(self) -> np.datetime64:
        """The date that everything is computed for: the chosen one, else the newest in the data."""
        if self._chosen is None:
            from cxdesk.workspace.facts import default_as_of

            self._newest = self._newest or default_as_of(self.workspace)
            return self._newest
        return self._chosen

    @property
    def as_of_is_chosen(self) -> bool:
        """Whether the user chose the date."""
        return self._chosen is not None

    def choose_as_of(self, date: np.datetime64 | None) -> None:
        """Compute for another date from now on; None returns to the newest date in the data."""
        self._chosen = date
        self._forget()

    def imports(self) -> list[ImportRecord]:
        """Return every import of the workspace, oldest first."""
        return self.workspace.imports()

    def standards(self) -> Standards:
        """Return the standards in force."""
        from cxdesk.health import read_standards

        return read_standards(self.workspace.standards_text())

    def commit(
        self, plan: ImportPlan, progress: Progress, said: Sequence[Decision] = ()
    ) -> ImportRecord | None:
        """Keep the rows of a reviewed import, whole or not at all, with what was said of near names in its
        review; None when all of it was there already."""
        from cxdesk.importing import commit

        record = commit(self.workspace, plan, progress, said)
        self._forget()
        return record

    def take_back(self, import_id: int) -> None:
        """Undo an import; nothing is deleted."""
        self.workspace.undo_import(import_id)
        self._forget()

    def bring_back(self, import_id: int) -> None:
        """Redo an import that was undone."""
        self.workspace.redo_import(import_id)
        self._forget()

    def decide(self, kept: str, other: str, *, same: bool) -> int:
        """Keep what the user said of two accounts and return the decision's number; `kept` stays."""
        said = self.workspace.merge_accounts if same else self.workspace.tell_accounts_apart
        number = said(kept, other)
        self._forget()
        return number

    def take_back_decision(self, decision_id: int) -> None:
        """Undo a decision about two accounts."""
        self.workspace.undo_decision(decision_id)
        self._forget()

    def bring_back_decision(self, decision_id: int) -> None:
        """Redo a decision that was taken back."""
        self.workspace.redo_decision(decision_id)
        self._forget()

    def set_conventions(self, conventions: Conventions) -> int:
        """Keep what counts as what and return its version; the earlier ones stay."""
        version = self.workspace.set_conventions(conventions)
        self._forget()
        return version

    def take_back_conventions(self, version: int) -> None:
        """Undo a change of conventions."""
        self.workspace.take_conventions_back(version)
        self._forget()

    def bring_back_conventions(self, version: int) -> None:
        """Redo a change of conventions that was taken back."""
        self.workspace.bring_conventions_back(version)
        self._forget()

    def comments_were_read(self) -> None:
        """Look at the comments anew: vectors of them were kept."""
        self._forget()

    def write_down(self, record: Call | HumanView) -> int:
        """Keep a call or a view and return its number. A view stands beside the scores, which stay."""
        number = self.workspace.keep_entry(record)
        self._take_calls()
        return number

    def take_back_entry(self, number: int) -> None:
        """Undo a call or a view."""
        self.workspace.mark_entry(number, undone=True)
        self._take_calls()

    def bring_back_entry(self, number: int) -> None:
        """Redo a call or a view that was taken back."""
        self.workspace.mark_entry(number, undone=False)
        self._take_calls()

    def keep_read_back(self, records: Sequence[Annotation]) -> int:
        """Keep what came back in workbooks as one step and return its number; the scores stay."""
        return self.workspace.keep_annotations(records)

    def take_back_read_back(self, number: int) -> None:
        """Undo a read-back of workbooks; what was kept before counts again."""
        self.workspace.mark_read_back(number, undone=True)

    def bring_back_read_back(self, number: int) -> None:
        """Redo a read-back that was taken back."""
        self.workspace.mark_read_back(number, undone=False)

    def set_scale(self, name: str, progress: Progress) -> int:
        """Keep what is typical on the as-of date as the scale from that day on; return its number."""
        from cxdesk.health import calibrate
        from cxdesk.health.kept_scales import scale_text

        facts = self.facts(progress)
        scale = calibrate(facts, self.standards())
        number = self.workspace.keep_calibration(name, str(facts.as_of), scale_text(scale))
        self._forget_scores()
        return number

    def take_back_scale(self, number: int) -> None:
        """Undo a scale that was set."""
        self.workspace.mark_calibration(number, undone=True)
        self._forget_scores()

    def bring_back_scale(self, number: int) -> None:
        """Redo a scale that was taken back."""
        self.workspace.mark_calibration(number, undone=False)
        self._forget_scores()

    def facts(self, progress: Progress) -> Facts:
        """Return what is known up to the as-of date."""
        if self._facts is None:
            from cxdesk.workspace.facts import date_asked_for, read_facts

            progress.report("Reading the rows")
            date = date_asked_for(self.workspace, self._chosen)
            self._facts = read_facts(self.workspace, date, progress)
        return self._facts

    def portfolio(self, progress: Progress) -> Portfolio:
        """Return the health of all accounts on the as-of date."""
        if self._portfolio is None:
            from cxdesk.session.scoring import scored

            facts = self.facts(progress)
            progress.report(f"Scoring {len(facts.accounts)} accounts")
            self._portfolio = scored(self.workspace, facts)
        return self._portfolio

    def tensions(self, progress: Progress) -> Tensions:
        """Return what contradicts what, of all accounts on the as-of date."""
        if self._tensions is None:
            from cxdesk.health.tensions import find_tensions

            facts, portfolio = self.facts(progress), self.portfolio(progress)
            progress.report("Looking for contradictions")
            self._tensions = find_tensions(facts, portfolio, self.standards())
        return self._tensions

    def history(self, progress: Progress) -> tuple[Past, ...]:
        """Return the health of all accounts at the end of each of the last 12 months, oldest first."""
        if self._history is None:
            from cxdesk.session.past_scores import past_scores

            facts, portfolio = self.facts(progress), self.portfolio(progress)
            self._history = past_scores(
                self.workspace, facts, self.standards(), portfolio, HISTORY_MONTHS, progress
            )
        return self._history

    def judged(self, progress: Progress) -> Backtest:
        """Return how the forecasts of past dates did, by what is known on the as-of date."""
        if self._judged is None:
            from cxdesk.session.backtesting import backtest_of

            self._judged = backtest_of(self.workspace, self.facts(progress), progress=progress)
        return self._judged

    def earlier_facts(self, progress: Progress) -> Facts:
        """Return what was known three months before the as-of date; trends compare with it."""
        if self._earlier is None:
            from cxdesk.workspace.facts import facts_back

            facts = self.facts(progress)
            progress.report("Looking three months back")
            self._earlier = facts_back(facts, TREND_MONTHS)
        return self._earlier

    def change(self, account_id: str, since: np.datetime64 | None, progress: Progress) -> Since:
        """Return the changes of all accounts since a day; None is the last call with an account, else three
        months before. Those of the last few days that were asked for are kept.
        """
        from dataclasses import replace

        from cxdesk.session.changing import change_since, compared_with

        facts = self.facts(progress)
        day, reason = compared_with(self.workspace, facts, since, account_id)
        found = self._changes.pop(str(day), None) or change_since(
            self.workspace, facts, day, progress=progress
        )
        self._changes[str(day)] = found
        if len(self._changes) > MOST_CHANGES:
            del self._changes[next(iter(self._changes))]
        return replace(found, reason=reason)

    def export(self, path: Path, progress: Progress, live: Sequence[str] = ()) -> None:
        """Write the annotated workbook; raises ExportError when it cannot be written whole. Of more than 300
        accounts those in `live`, by their ids, are formulas; those with the most value at risk where none is
        named.
        """
        from cxdesk.progress import silent
        from cxdesk.report import write_workbook
        from cxdesk.session.reading_back import handing_out
        from cxdesk.session.workbook_parts import changes_of, past_health

        facts, portfolio = self.facts(progress), self.portfolio(progress)
        judged = self.judged(progress.part(0.0, 0.2))
        past = past_health(self.history(progress.part(0.2, 0.3)), facts)
        changed = changes_of(
            self.workspace,
            facts,
            portfolio,
            progress.part(0.3, 0.4),
            lambda day: self.change("", day, silent()),
        )
        progress.report(f"Writing {path.name}")
        write_workbook(
            path,
            facts,
            portfolio,
            self.standards(),
            self.workspace.full_reports(),
            progress.part(0.4, 1.0),
            backtest=judged,
            live=live,
            given=handing_out(self.workspace, facts),
            changed=changed,
            past=past,
        )

    def close(self) -> None:
        """Close the workspace; the session cannot be used afterwards."""
        self.workspace.close()

    def _take_calls(self) -> None:
        """Take the calls that are written down into the facts: a call is contact, which scores and tensions
        count. The rows need not be read again for it.
        """
        from cxdesk.workspace.facts.calls import read_calls, with_calls

        entries = self.workspace.calls()
        if self._facts is None or self._facts.evidence.calls == read_calls(entries):
            return
        self._facts, self._earlier = with_calls(self._facts, entries), None
        self._forget_scores()

    def _forget(self) -> None:
        """Drop what was computed."""
        self._newest: np.datetime64 | None = None
        self._facts: Facts | None = None
        self._earlier: Facts | None = None
        self._forget_scores()

    def _forget_scores(self) -> None:
        """Drop what was computed from what is known, not what is known."""
        self._portfolio: Portfolio | None = None
        self._tensions: Tensions | None = None
        self._history: tuple[Past, ...] | None = None
        self._changes: dict[str, Since] = {}
        self._judged: Backtest | None = None


def open_session(path: Path, password: str | None = None) -> Session:
    """Open a workspace file; raises WorkspaceError or PasswordNeeded."""
    from cxdesk.workspace import Workspace

    return Session(Workspace.open(path, password), path.name)


def create_session(path: Path, password: str | None = None) -> Session:
    """Make a new workspace file and open it; raises WorkspaceError when the name is taken."""
    from cxdesk.workspace import Workspace

    return Session(Workspace.create(path, password), path.name)


def empty_session() -> Session:
    """Return a session without a file, to look at before anything is opened."""
    from cxdesk.workspace import Workspace

    return Session(Workspace.in_memory(), "No workspace")


def sample_session(progress: Progress) -> Session:
    """Generate the sample portfolio and return it as a session that leaves nothing on the disk."""
    from tempfile import TemporaryDirectory

    from cxdesk.importing import prepare
    from cxdesk.resource_files import resource
    from cxdesk.sample import write_sample
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.conventions import conventions_from_toml

    session = Session(Workspace.in_memory(), "Sample portfolio", sample=True)
    with TemporaryDirectory(prefix="cxdesk-sample-") as folder:
        progress.report("Generating the sample portfolio")
        files = write_sample(Path(folder))
        session.commit(prepare(files, progress.part(0.1, 0.8)), progress.part(0.8, 1.0))
    named = resource("sample_conventions.toml").read_text(encoding="utf-8")
    session.workspace.set_conventions(conventions_from_toml(named))
    return session
