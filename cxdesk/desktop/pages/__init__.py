"""The pages of the window: each shows one view of the session and says what the user wants."""
