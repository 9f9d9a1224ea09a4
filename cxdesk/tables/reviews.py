"""Reviews of conversations on a shared scorecard: a sample of tickets, judged by people of the company.

A review has a score for each criterion of the scorecard, one row each: only both together tell rows apart.
"""

from cxdesk.tables.schema import Column, Kind, Table

OVERALL = "Overall"
"""The criterion of a score that names none."""

REVIEWS = Table(
    name="reviews",
    label="Conversation reviews",
    help="One row per reviewed ticket and criterion of the scorecard; an empty score means not applicable.",
    key=("review_id", "criterion"),
    needs=(("ticket_id",), ("score",), ("reviewer", "criterion")),
    names=("review", "reviews", "qa", "scorecard", "scorecards"),
    columns=(
        Column(
            "review_id",
            Kind.ID,
            "Review id",
            "The review's identifier.",
            ("evaluation id", "qa review id", "scorecard id"),
        ),
        Column(
            "ticket_id",
            Kind.ID,
            "Ticket",
            "The ticket whose conversation was reviewed.",
            ("ticket", "ticket number", "conversation id", "case id", "case number", "interaction id"),
        ),
        Column(
            "reviewer",
            Kind.TEXT,
            "Reviewer",
            "Who judged the conversation.",
            ("reviewer name", "reviewed by", "evaluator", "evaluated by", "qa reviewer", "assessor", "rater"),
        ),
        Column(
            "at",
            Kind.DATETIME,
            "Reviewed",
            "When it was judged.",
            ("reviewed at", "reviewed on", "review date", "evaluation date", "evaluated at", "date"),
            observed=True,
        ),
        Column(
            "criterion",
            Kind.TEXT,
            "Criterion",
            "What was judged: tone, solution, process and the like.",
            ("criteria", "rating category", "review category", "scorecard category", "scorecard criterion"),
        ),
        Column(
            "score",
            Kind.DECIMAL,
            "Score",
            "What it was given, on the scorecard's scale; high is good.",
            ("review score", "qa score", "quality score", "evaluation score", "scorecard score", "points"),
        ),
        Column(
            "scale_min", Kind.DECIMAL, "Scale from", "Lowest score that can be given.", ("scale minimum",)
        ),
        Column(
            "scale_max",
            Kind.DECIMAL,
            "Scale to",
            "Highest score that can be given.",
            ("scale maximum", "max score", "maximum score", "possible points", "max points"),
        ),
        Column(
            "comment",
            Kind.TEXT,
            "Comment",
            "What the reviewer wrote.",
            ("review comment", "reviewer comment", "feedback", "comments", "notes"),
        ),
    ),
)
