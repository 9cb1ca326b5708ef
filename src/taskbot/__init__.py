"""A team's task manager that lives in Telegram."""

__version__ = "0.1.0"
