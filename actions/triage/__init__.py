"""Triage, pure: from what a person has told us to where they should go, and why."""
