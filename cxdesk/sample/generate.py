"""Write the sample portfolio: seven files of the kinds that account managers really have, all invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cxdesk.errors import UsageError
from cxdesk.sample.accounts import draw_accounts
from cxdesk.sample.awkward import (
    CRM_FILE,
    CSAT_FILE,
    INCIDENTS_FILE,
    NPS_FILE,
    REVIEWS_FILE,
    TICKETS_FILE,
    USAGE_FILE,
)
from cxdesk.sample.crm_workbook import write_crm_workbook
from cxdesk.sample.event_files import numbered_tickets, write_tickets, write_usage
from cxdesk.sample.incidents import write_incidents
from cxdesk.sample.people import contacts
from cxdesk.sample.records import Customer
from cxdesk.sample.reviews import write_reviews
from cxdesk.sample.stories import PLANTED_IDS, with_story
from cxdesk.sample.survey_files import write_csat_workbook, write_nps_survey
from cxdesk.sample.surveys import invitations_of
from cxdesk.sample.terms import contract_terms, renewal_date
from cxdesk.sample.tickets import tickets_of
from cxdesk.sample.usage import usage_rows

FEWEST_ACCOUNTS = 60
_FIRST_PERSON = 10001
# Each part draws from its own stream, so that a change to one leaves the others as they were.
_TERMS, _PEOPLE, _USAGE, _TICKETS, _SURVEY, _COMMENTS, _INCIDENTS, _REVIEWS = range(11, 19)


SAMPLE_FILES = (CRM_FILE, NPS_FILE, CSAT_FILE, USAGE_FILE, TICKETS_FILE, INCIDENTS_FILE, REVIEWS_FILE)
"""The names of the files of a sample portfolio."""


def write_sample(folder: Path, seed: int = 7, accounts: int = 120) -> list[Path]:
    """Write the sample portfolio into `folder` (made if need be) and return the seven paths.

    24 months end on `SAMPLE_END`; the clock is not read. The same `seed` and number of `accounts` give the
    same bytes; the stories of `PLANTS` and the rows of `AWKWARD_ROWS` are in it for every seed. Files of the
    same names are overwritten. Raises UsageError for fewer than `FEWEST_ACCOUNTS` accounts, OSError where the
    folder cannot be written.
    """
    if accounts < FEWEST_ACCOUNTS:
        raise UsageError(
            f"The sample portfolio cannot have {accounts} accounts.", f"Ask for {FEWEST_ACCOUNTS} or more."
        )
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in SAMPLE_FILES]
    crm, nps, csat, usage, tickets, incidents, reviews = paths
    customers, languages = _customers(seed, accounts)
    write_crm_workbook(crm, customers)
    invitations, written, used = [], [], []
    for customer in customers:
        account_id = customer.account.account_id
        invitations += invitations_of(customer, languages[account_id], _stream(seed, _SURVEY, account_id))
        written += tickets_of(customer, _stream(seed, _TICKETS, account_id))
        used.append((account_id, *usage_rows(customer, _stream(seed, _USAGE, account_id))))
    write_nps_survey(nps, invitations)
    numbered = numbered_tickets(written)
    write_csat_workbook(csat, numbered, languages, np.random.default_rng([seed, _COMMENTS]))
    write_usage(usage, used)
    write_tickets(tickets, numbered)
    write_incidents(incidents, customers, np.random.default_rng([seed, _INCIDENTS]))
    write_reviews(reviews, numbered, np.random.default_rng([seed, _REVIEWS]))
    return paths


def _customers(seed: int, count: int) -> tuple[list[Customer], dict[str, str]]:
    """Return the customers with people and contracts, and each account's language."""
    customers, languages = [], {}
    person = _FIRST_PERSON
    for drawn in draw_accounts(seed, count, PLANTED_IDS):
        account, behaviour, culture = with_story(*drawn)
        account_id = account.account_id
        languages[account_id] = culture.language
        terms = contract_terms(account, behaviour, _stream(seed, _TERMS, account_id))
        people = contacts(account, behaviour, culture, person, _stream(seed, _PEOPLE, account_id))
        person += len(people)
        customers.append(Customer(account, behaviour, terms, renewal_date(account, terms), people))
    return customers, languages


def _stream(seed: int, part: int, account_id: str) -> np.random.Generator:
    return np.random.default_rng([seed, part, int(account_id.partition("-")[2])])
