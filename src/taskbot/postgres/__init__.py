"""PostgreSQL for the bot: the embedded server, connections, migrations at start, backup. Knows nothing of tasks."""
