"""Compiled templates in memory: every variant of the page is rendered from them."""

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

__all__ = ["CompiledTemplates"]


class CompiledTemplates(BytecodeCache):
    """The code of templates, which several environments share.

    An environment belongs to one variant of the page, because the macros that it
    imports see its globals; compiling the templates takes most of the time of a page.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with the code of its template, if that was compiled before."""
        code = self._code.get(bucket.key)
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the code of a template after its compilation."""
        self._code[bucket.key] = bucket.bytecode_to_string()
