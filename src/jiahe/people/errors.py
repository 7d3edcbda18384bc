"""What keeps an action on the register from being done."""

from jiahe.web.refusal import Refused

NOT_HERE = (
    "用这个号码不能登记。请核对号码；号码没错的，请县级经办登记。",
    "This cannot be recorded with that number. Check it; if it is right, ask the county office to record it.",
)
"""What is said of somebody beyond the post's area: the same for every reason, so that it tells nothing about them."""
__all__ = ["NOT_HERE", "Refused"]
