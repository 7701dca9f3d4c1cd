"""How Hypothesis runs here."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "lab",
    # These machines are shared: a slow example says nothing about the law.
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # CI repeats itself, so that a red run can be repeated; elsewhere each run looks further.
    derandomize="CI" in os.environ,
)
settings.load_profile("lab")
