"""The whole API: the public part, and what somebody signed in may do through the post they act as."""

from jiahe.entitlements import api as entitlements
from jiahe.intake.api import router as loads
from jiahe.people.api import router as people
from jiahe.public.api import api

api.add_router("/people", people)
api.add_router("/people", entitlements.people)
api.add_router("/runs", entitlements.runs)
api.add_router("/loads", loads)

__all__ = ["api"]
