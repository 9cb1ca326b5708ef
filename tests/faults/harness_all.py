"""All faults that `make faults` makes happen, in the order of its table."""

from __future__ import annotations

from faults import harness_faults
from faults.harness_floods import floods
from faults.harness_reminders import reminders
from faults.harness_series import series

FAULTS = harness_faults.FAULTS | {"floods": floods, "reminders": reminders, "series": series}
