"""Files about people on the office's own disk: readable by the office and nobody else."""

from __future__ import annotations

from pathlib import Path


def private_folder(folder: Path) -> Path:
    """Return the folder, made where it is not there, with mode 0700: nobody else reads what is written into it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def make_private(folder: Path) -> None:
    """Give all that is in a private folder the mode 0600, its folders 0700: so it stays when it is moved elsewhere."""
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
