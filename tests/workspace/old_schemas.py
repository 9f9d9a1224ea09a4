"""What later schemas added, taken out again: a workspace file as an earlier cxdesk left it."""

WITHOUT_VERSION_8 = "DROP TABLE annotations; DROP TABLE read_backs; DROP TABLE identity;"
WITHOUT_VERSION_7 = WITHOUT_VERSION_8 + "DROP TABLE comment_vectors;"
WITHOUT_VERSION_6 = (
    WITHOUT_VERSION_7 + "ALTER TABLE standards DROP COLUMN who; ALTER TABLE standards DROP COLUMN undone_at;"
    "DROP TABLE calibrations; DROP TABLE entries;"
)
WITHOUT_VERSION_5 = WITHOUT_VERSION_6 + "ALTER TABLE account_decisions DROP COLUMN with_import;"
WITHOUT_VERSION_4 = WITHOUT_VERSION_5 + "DROP TABLE conventions;"
WITHOUT_VERSION_3 = WITHOUT_VERSION_4 + "ALTER TABLE replaces DROP COLUMN nearness;"
