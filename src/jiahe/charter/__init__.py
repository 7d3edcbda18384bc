"""The charter: what Jiahe refuses to do, and the guard that reads the product for it.

Not here: the reasons, which docs/charter.md gives. The guard knows no programme and no file format of its own.
"""

from jiahe.charter.guard import Breach, check_guarded, check_kept, check_package, check_schema, check_spoken
from jiahe.charter.refusals import Charter, Refusal, load_charter

__all__ = [
    "Breach",
    "Charter",
    "Refusal",
    "check_guarded",
    "check_kept",
    "check_package",
    "check_schema",
    "check_spoken",
    "load_charter",
]
