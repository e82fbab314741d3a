"""What is stored of a secret."""

from hashlib import sha256

from app.storage.records import hash_of


def test_only_a_hash_of_a_secret_is_stored() -> None:
    assert hash_of("abc") == sha256(b"abc").digest()


def test_a_text_that_is_no_unicode_has_a_hash_too() -> None:
    assert len(hash_of("\ud800")) == 32
