# SPDX-License-Identifier: Apache-2.0
"""Reads the kernel's structures. All that it reads is the guest's: lists and texts are bounded, texts made printable."""
import re

import gdb
from kernel_text import printable

MOST_ITEMS = 1000
LONGEST_NAME = 64
SECTION = re.compile(r"\.[A-Za-z0-9_.]{1,40}")


def has_types():
    """Whether the kernel's debug information names types."""
    try:
        return "curr" in fields(gdb.lookup_type("struct rq"))
    except gdb.error:
        return False


def fields(kind):
    return {field.name for field in kind.strip_typedefs().fields()}


def read_text(pointer):
    """The text at an address."""
    data = b""
    address = int(pointer)
    try:
        while address and len(data) < LONGEST_NAME and b"\0" not in data:
            data += bytes(gdb.selected_inferior().read_memory(address + len(data), 8 - (address + len(data)) % 8))
    except gdb.MemoryError:
        pass
    return printable(data) if data else "(unnamed)"


def container(pointer, kind, *members):
    """The structure that a member of it, or of a structure in it, is in."""
    offset = 0
    inner = kind
    for member in members:
        field = next(field for field in inner.fields() if field.name == member)
        offset += field.bitpos // 8
        inner = field.type.strip_typedefs()
    return gdb.Value(int(pointer) - offset).cast(kind.pointer()).dereference()


def entries(head, kind, *members):
    """The structures of a list."""
    link = head["next"]
    for _ in range(MOST_ITEMS):
        if int(link) in (0, int(head.address)):
            return
        yield container(link, kind, *members)
        link = link["next"]


def variable(name, kind):
    """A variable of the kernel that has this type: static ones of other files may share its name."""
    found = [gdb.lookup_global_symbol(name), *gdb.lookup_static_symbols(name)]
    for symbol in found:
        if symbol and symbol.symtab and str(symbol.type.strip_typedefs()) == kind:
            return symbol.value()
    return None


def module_sections(name):
    """Where the sections of a loaded module are; None if it is not loaded."""
    head = variable("modules", "struct list_head")
    if head is None:
        return None
    for module in entries(head, gdb.lookup_type("struct module"), "list"):
        if read_text(module["name"].address) == name and int(module["sect_attrs"]):
            return dict(read_sections(module["sect_attrs"].dereference()))
    return None


def read_sections(attributes):
    """Linux 6.14 put the address into the attribute itself, and ends them with a null pointer."""
    array = attributes["attrs"]
    count = int(attributes["nsections"]) if "nsections" in fields(attributes.type) else MOST_ITEMS
    for i in range(min(count, MOST_ITEMS)):
        entry = array[i]
        own = entry["battr"] if "battr" in fields(entry.type) else entry
        if not int(own["attr"]["name"]):
            return
        section = read_text(own["attr"]["name"])
        if SECTION.fullmatch(section):  # it becomes a word of a command
            yield section, int(entry["address"] if "address" in fields(entry.type) else own["private"])
