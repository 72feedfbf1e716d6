"""Stored conversations as files: a table, Rasa's JSON, a page to print."""
