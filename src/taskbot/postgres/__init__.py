"""PostgreSQL for the bot: the embedded server, connections, migrations, backup. Knows nothing of tasks."""
