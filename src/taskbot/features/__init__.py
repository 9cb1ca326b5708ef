"""One package for each feature: its commands, handlers, service, views and texts.

A service gets the context of the sender and the task as it was read. It asks `rules`, changes the task
through the repository, and returns a `Result`: the reply to the sender, and what others get.
"""
