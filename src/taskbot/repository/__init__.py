"""Every SQL statement about people and tasks, by noun.

Each function runs in the unit of work passed to it. It says whether a statement reads or writes, and never
commits. Statements are module constants, so that a test can prepare each one against the migrated schema.
"""
