"""Survey results that were counted before they were exported: how many of each kind, or a mean."""

from cxdesk.tables.schema import Column, Kind, Table
from cxdesk.tables.surveys import SURVEY_KINDS

SURVEY_COUNTS = Table(
    name="survey_counts",
    label="Survey results, counted",
    help="One row per account, question and period.",
    key=("account_id", "kind", "period"),
    needs=(
        ("account_id",),
        ("period",),
        ("promoters", "satisfied", "mean"),
        ("detractors", "dissatisfied", "responses"),
    ),
    names=("survey summary", "nps summary", "survey results", "survey counts"),
    columns=(
        Column(
            "account_id",
            Kind.ID,
            "Account",
            "The account's id or name.",
            ("account", "account name", "company", "company id", "customer", "customer id", "organization"),
        ),
        Column(
            "kind",
            Kind.CHOICE,
            "Kind",
            "Which question was asked.",
            ("survey type", "metric"),
            choices=SURVEY_KINDS,
        ),
        Column(
            "period",
            Kind.DATE,
            "Period",
            "First day of the period.",
            ("month", "quarter", "week", "date", "period start"),
        ),
        Column(
            "detractors",
            Kind.DECIMAL,
            "Detractors",
            "Answers of 0 to 6.",
            ("detractor count", "nps detractors"),
            unit="answers",
        ),
        Column(
            "passives",
            Kind.DECIMAL,
            "Passives",
            "Answers of 7 and 8.",
            ("passive count", "neutrals", "nps passives"),
            unit="answers",
        ),
        Column(
            "promoters",
            Kind.DECIMAL,
            "Promoters",
            "Answers of 9 and 10.",
            ("promoter count", "nps promoters"),
            unit="answers",
        ),
        Column(
            "satisfied",
            Kind.DECIMAL,
            "Satisfied",
            "Satisfied answers.",
            ("good", "satisfied count"),
            unit="answers",
        ),
        Column("neutral", Kind.DECIMAL, "Neutral", "Answers between.", ("neutral count",), unit="answers"),
        Column(
            "dissatisfied",
            Kind.DECIMAL,
            "Dissatisfied",
            "Dissatisfied answers.",
            ("bad", "unsatisfied", "dissatisfied count"),
            unit="answers",
        ),
        Column("mean", Kind.DECIMAL, "Mean", "Mean answer.", ("average score", "mean score", "avg score")),
        Column(
            "responses",
            Kind.DECIMAL,
            "Answers",
            "How many answered.",
            ("response count", "responses count", "answers count"),
            unit="answers",
        ),
    ),
)
