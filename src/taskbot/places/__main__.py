"""The process that looks a place up: a question on its input, as JSON, and the answer on its output."""

from __future__ import annotations

import json
import sys

from taskbot.places import table

question = json.load(sys.stdin)
if "name" in question:
    answer: object = table.find(question["name"])
else:
    answer = table.zone_at(question["latitude"], question["longitude"])
json.dump(answer, sys.stdout)
