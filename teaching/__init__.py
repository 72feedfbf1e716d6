"""Teaches the second net (docs/adr/0032); no part of the program.

Needs `teaching/requirements.txt`.
"""
