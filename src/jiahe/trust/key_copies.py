"""Copies of the key files in one file that a passphrase opens, to be kept apart from the backups."""

from __future__ import annotations

import json
from pathlib import Path

from jiahe.trust import key_store
from jiahe.trust.key_store import KeyProblem
from jiahe.trust.locked_file import COST, read_locked, write_locked

KIND = "keys"
_NAMES = ("seal-", "index-", "blind-index", "backup", "read-log", "invitation")
"""How the names begin of what is copied: all but the key of sessions, which an office makes anew."""


def export_keys(path: Path, passphrase: str, *, cost: int = COST) -> list[str]:
    """Write every key file, also of retired keys (older backups need them); return their names. Raises KeyProblem."""
    if key_store.by_program():
        raise KeyProblem("密钥由密钥服务保管，请在那里备份。The keys are kept by the key service; copy them there.")
    key_store.check_files()
    files = sorted(one for one in key_store.folder().iterdir() if one.name.startswith(_NAMES))
    text = json.dumps({one.name: one.read_text(encoding="ascii").strip() for one in files})
    write_locked(path, KIND, passphrase, iter([text.encode()]), cost=cost)
    return [one.name for one in files]


def import_keys(path: Path, passphrase: str) -> list[str]:
    """Put exported keys into the office's home; return the names of those that are new. Raises KeyProblem, Damaged.

    Nothing is written when a key that is there already is another.
    """
    found: dict[str, str] = json.loads(b"".join(read_locked(path, KIND, passphrase)))
    folder = key_store.folder()
    for name, text in found.items():
        file = folder / name
        if not name.startswith(_NAMES) or Path(name).name != name:
            raise KeyProblem(f"{path}: {name} 不是密钥名。{name} is no name of a key.")
        if file.exists() and file.read_text(encoding="ascii").strip() != text:
            raise KeyProblem(
                f"{file} 是另一把密钥，没有导入任何密钥。请导入到另一个 JIAHE_HOME。"
                f"{file} is another key; nothing was imported. Import into another JIAHE_HOME."
            )
    missing = {name: text for name, text in found.items() if not (folder / name).exists()}
    for name, text in missing.items():
        key_store.put(name, text)
    return sorted(missing)
