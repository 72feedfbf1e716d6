"""The engine: it knows conversations, and no medicine."""

__version__ = "0.1.0"
