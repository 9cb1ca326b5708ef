"""How fast taskbot is beside a bare aiogram bot, and how it grows: `make bench`, docs/performance.md."""
