"""A stand-in for the Telegram Bot API over real HTTP, with a chat page: for tests, the bench and the demo.

It imports nothing of the bot, so that it cannot share the bot's mistakes. Where a docstring names a C++ file,
the fact is from tdlib/telegram-bot-api (`Client.cpp`, v10.0) or tdlib/td as of 2026; otherwise it is from the
Bot API's own documentation.
"""
