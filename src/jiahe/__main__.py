"""``python -m jiahe``: the same as the ``jiahe`` command."""

from jiahe.cli import main

main()
