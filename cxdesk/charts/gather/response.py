"""Who was asked and who is silent, for charts."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, name_of, whose
from cxdesk.charts.gather.periods import QUARTERS, since_first
from cxdesk.charts.records import OTHER_ROLE, Response
from cxdesk.metrics.catalogue import definition
from cxdesk.metrics.measuring import observations_of, window_of
from cxdesk.metrics.periods import QUARTER, measure_periods, periods_to
from cxdesk.metrics.response import answered_roles, customers_on, has_surveys_of_answers_alone
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts


def response(facts: Facts, request: ChartRequest) -> Response:
    """Return the invitations per quarter, and who of the accounts, or of one, is silent."""
    own = chosen(facts, request)
    invitations = observations_of("response_rate", own, periods_to(own.as_of, QUARTER, QUARTERS).whole)
    periods = since_first(periods_to(own.as_of, QUARTER, QUARTERS), [invitations.at])
    grid = measure_periods("response_rate", own, periods)
    answered = np.rint(np.nan_to_num(grid.value) * grid.n).astype(np.int64)
    silent, asked, period = _silent(own, request.account is not None)
    partly = has_surveys_of_answers_alone(own, periods.whole)
    return Response(whose(facts, request), periods, grid.n, answered, silent, period, asked, partly)


def _silent(facts: Facts, of_one: bool) -> tuple[tuple[tuple[str, int], ...], int, str]:
    """Return the roles of present customers of which nobody answered, with their invitations, those with the
    most first; how many roles there are; and when.

    Of accounts with contacts they are the roles of `role_coverage`, asked or not. Of the others, whose roles
    nobody lists, those that were asked; people whose role is not known stand for their account where nobody
    of a known role was asked there: most of them are ratings of tickets that name nobody.
    """
    invitations, roles = observations_of("response_rate", facts), len(ROLE_NAMES)
    account, role = invitations.account, facts.answers.role[invitations.row]
    window = window_of(definition("response_rate"), facts.as_of)
    asked = np.zeros((len(facts.accounts), roles), dtype=np.int64)
    np.add.at(asked, (account, role), 1)
    other = ROLE_NAMES.index(OTHER_ROLE)
    listed = np.bincount(facts.contacts.account, minlength=len(asked)) > 0
    counts = (asked > 0) & (customers_on(facts, window) & ~listed)[:, None]
    counts[:, other] &= ~(asked[:, :other] > 0).any(axis=1)
    covered = observations_of("role_coverage", facts)
    counts[covered.account, covered.values["role"].astype(np.int64)] = True
    silent = np.flatnonzero(counts & ~answered_roles(facts, window))
    invited = asked.ravel()[silent]
    order = np.argsort(-invited, kind="stable")
    named = tuple((_named(facts, int(silent[one]), of_one), int(invited[one])) for one in order)
    return named, int(counts.sum()), window.text


def _named(facts: Facts, place: int, of_one: bool) -> str:
    """Return account and role, without what goes without saying."""
    account, role = divmod(place, len(ROLE_NAMES))
    if ROLE_NAMES[role] == OTHER_ROLE:
        return "role not known" if of_one else name_of(facts, account)
    return ROLE_NAMES[role] if of_one else f"{name_of(facts, account)}, {ROLE_NAMES[role]}"
