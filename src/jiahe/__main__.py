"""The ``jiahe`` command, also as ``python -m jiahe``. Whoever stops it while it is being loaded is told so too."""

import sys


def main() -> None:
    """Load the command and run it."""
    try:
        from jiahe.cli import main as run
    except KeyboardInterrupt:
        print("jiahe: 已中断 interrupted：还没有开始。Nothing had begun.", file=sys.stderr)
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
