"""The suites against published vectors."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag

from jiahe.trust.suites import AES, SM4, SUITES, Suite

KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
NONCE = bytes.fromhex("00001234567800000000ABCD")
ABOUT = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
TEXT = b"".join(bytes([byte]) * 8 for byte in b"\xaa\xbb\xcc\xdd\xee\xff\xee\xaa")
SEALED = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)
"""RFC 8998, appendix A.1."""


def test_sm4_gcm_is_that_of_rfc_8998() -> None:
    assert SM4.encrypt(KEY, NONCE, TEXT, ABOUT) == SEALED
    assert SM4.decrypt(KEY, NONCE, SEALED, ABOUT) == TEXT


def test_hmac_sm3_is_that_of_gm_t_0042() -> None:
    text = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq" * 2
    assert SM4.mac(bytes(range(1, 33)), text).hex() == (
        "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"
    )


def test_aes_256_gcm_is_that_of_the_gcm_specification() -> None:
    """Test case 15 of McGrew and Viega."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    text = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
    )
    assert AES.encrypt(key, bytes.fromhex("cafebabefacedbaddecaf888"), text, b"").hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
        "b094dac5d93471bdec1a502270e3cc6c"
    )


@pytest.mark.parametrize("suite", SUITES.values(), ids=list(SUITES))
def test_nothing_that_was_changed_opens(suite: Suite) -> None:
    key = bytes(suite.key_length)
    sealed = suite.encrypt(key, NONCE, "李秀英".encode(), ABOUT)
    changed = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for wrong in (*changed, sealed[:-1], sealed + b"\0", sealed[:8], b""):
        with pytest.raises(InvalidTag):
            suite.decrypt(key, NONCE, wrong, ABOUT)
    with pytest.raises(InvalidTag):
        suite.decrypt(key, NONCE, sealed, ABOUT + b"x")
