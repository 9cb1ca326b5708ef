"""What people do with tasks, whether by command or by button.

An act is given the context of who does it and the task as it was read. It asks `rules`, changes the task
through the repository, and returns an `Outcome`: what the person is told, and all that others get.
"""
