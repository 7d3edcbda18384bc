"""What keeps an action on the register from being done."""

from jiahe.web.refusal import Busy, Refused

NOT_HERE = (
    "用这个号码不能登记。请核对号码；号码没错而此人还没有登记的，先登记此人；还是不行，请县级经办核对。",
    "It cannot be recorded with that number. Check it. If they are not in the register, add them, or ask the county.",
)
"""What is said of somebody beyond the post's area: the same for every reason, so that it tells nothing about them."""
__all__ = ["NOT_HERE", "Busy", "Refused"]
