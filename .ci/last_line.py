"""Prints one line about a test run: passed, and which servers were missing.

Usage: last_line.py REPORT, where REPORT is the JUnit XML that pytest wrote.
"""

import re
import sys
from pathlib import Path

SERVERS = {"BACKLINE_TEST_POSTGRES_URL": "PostgreSQL", "BACKLINE_TEST_REDIS_URL": "Redis"}


def last_line(report: str) -> str:
    """Return the line; a skip counts for the server whose variable its reason names."""
    reasons = re.findall(r"<skipped\b[^>]*>", report)
    missing = []
    for variable, server in SERVERS.items():
        count = sum(variable in reason for reason in reasons)
        if count:
            missing.append(f"{server} ({count} tests skipped: set {variable})")
    if missing:
        return f"Passed WITHOUT {' and '.join(missing)}."
    return "Passed, PostgreSQL and Redis included."


if __name__ == "__main__":
    sys.stdout.write(last_line(Path(sys.argv[1]).read_text("utf-8")) + "\n")
