"""Features for charts: how each is used, and how far people come in the workflows made of them."""

from __future__ import annotations

from cxdesk.charts.aligned_records import FeatureTable
from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, whose
from cxdesk.metrics.adoption import core_features
from cxdesk.metrics.feature_use import OF_ACCOUNTS, OF_USERS, feature_use
from cxdesk.workspace.facts_record import Facts


def adoption(facts: Facts, request: ChartRequest) -> FeatureTable:
    """Return the use of each feature: by accounts, or by the users of the account that was asked for."""
    of = OF_ACCOUNTS if request.account is None else OF_USERS
    own = chosen(facts, request)
    return FeatureTable(facts.features, feature_use(own, of), core_features(facts), whose(facts, request))
