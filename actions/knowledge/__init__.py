"""The clinical files: read, checked as a whole, proved, explained and printed."""
