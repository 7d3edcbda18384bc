"""The suites that values are sealed with: AES-256-GCM with HMAC-SHA-256, and SM4-GCM with HMAC-SM3 (RFC 8998).

A suite knows nothing of keys' numbers or of where keys are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC

NONCE, TAG = 12, 16
MAC_KEY = 32
"""Bytes of a key of the blind index, in either suite."""


def _aes_encrypt(key: bytes, nonce: bytes, text: bytes, about: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, text, about)


def _aes_decrypt(key: bytes, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, sealed, about)


def _sm4_encrypt(key: bytes, nonce: bytes, text: bytes, about: bytes) -> bytes:
    work = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    work.authenticate_additional_data(about)
    return work.update(text) + work.finalize() + work.tag


def _sm4_decrypt(key: bytes, nonce: bytes, sealed: bytes, about: bytes) -> bytes:
    if len(sealed) < TAG:
        raise InvalidTag
    work = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    work.authenticate_additional_data(about)
    return work.update(sealed[:-TAG]) + work.finalize()


@dataclass(frozen=True)
class Suite:
    """How values are sealed and indexed.

    ``form``: the first byte of a sealed value. ``encrypt`` and ``decrypt`` take key, nonce, text and what it is about;
    the text ends with its tag. ``decrypt`` raises InvalidTag.
    """

    name: str
    form: int
    key_length: int
    encrypt: Callable[[bytes, bytes, bytes, bytes], bytes]
    decrypt: Callable[[bytes, bytes, bytes, bytes], bytes]
    hash: type[HashAlgorithm]

    def mac(self, key: bytes, text: bytes) -> bytes:
        """Return the keyed hash of a text: 32 bytes."""
        work = HMAC(key, self.hash())
        work.update(text)
        return work.finalize()


AES = Suite("aes-256-gcm", 1, 32, _aes_encrypt, _aes_decrypt, SHA256)
SM4 = Suite("sm4-gcm", 2, 16, _sm4_encrypt, _sm4_decrypt, SM3)
SUITES = {suite.name: suite for suite in (AES, SM4)}
FORMS = {suite.form: suite for suite in (AES, SM4)}
