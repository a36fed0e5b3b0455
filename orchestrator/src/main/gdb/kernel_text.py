# SPDX-License-Identifier: Apache-2.0
"""How a guest's text is printed. Knows nothing of gdb, so that tests run it alone."""

def printable(data, limit=200):
    """A text of the guest, up to its first zero: a control character would reach the terminal, or forge a line."""
    text = bytes(data).split(b"\0", 1)[0].decode("ascii", "backslashreplace")[:limit]
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
