"""What a file that comes in can be: of one source, or a delivery of several tables, which is parted into such files."""

from __future__ import annotations

from jiahe.intake.sources import SOURCES
from jiahe.web.words import Words

FACTS = "facts"
"""What a delivery is called among the sources: the folder of the watched one, what a program sends, a load's source."""

CONTENTS: dict[str, Words] = {key: one.words for key, one in SOURCES.items()} | {
    FACTS: Words("事实约定的各表（一个 zip）", "Tables of the facts contract (one zip)")
}
