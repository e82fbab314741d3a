"""Which requests get a compressed answer."""

import gzip

import pytest

from app.web.compression import accepts_gzip, compressed


@pytest.mark.parametrize(
    ("header", "is_accepted"),
    [
        ("gzip", True),
        ("GZIP, deflate, br", True),
        ("br;q=1, gzip;q=0.5", True),
        ("gzip;q=0.001", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*, gzip;q=0", False),
        ("gzip, *;q=0", True),
        ("*;q=0", False),
        ("identity", False),
        ("x-gzip-like", False),
        ("", False),
    ],
)
def test_gzip_is_accepted_as_the_header_says(header: str, *, is_accepted: bool) -> None:
    assert accepts_gzip(header) is is_accepted


def test_the_same_content_is_compressed_to_the_same_bytes() -> None:
    assert compressed(b"a" * 99) == compressed(b"a" * 99)
    assert gzip.decompress(compressed(b"content")) == b"content"
