# SPDX-License-Identifier: Apache-2.0
"""Reads the kernel's structures. All that it reads is the guest's: lists and texts are bounded, texts made printable."""
import re

import gdb
from kernel_text import lock_name, printable

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


def current_task(processor):
    """The task that a processor runs."""
    runqueue = gdb.parse_and_eval("&runqueues")
    offset = int(gdb.parse_and_eval("__per_cpu_offset")[processor])
    mask = (1 << 8 * runqueue.type.sizeof) - 1
    return gdb.Value(int(runqueue) + offset & mask).cast(runqueue.type)["curr"].dereference()


def preempt_count(task):
    """Preempt count and softirq count: the same, but on PREEMPT_RT."""
    if "thread_info" in fields(task.type):
        info = task["thread_info"]
    else:
        info = task["stack"].cast(gdb.lookup_type("struct thread_info").pointer()).dereference()
    # arm64's has a flag in its upper half
    count = int(info["preempt_count"]) & 0xFFFFFFFF
    own = "softirq_disable_cnt"
    return count, int(task[own]) if own in fields(task.type) else count


def held_locks(task):
    """Name of the class and address of the acquisition of each; None on a kernel without lockdep."""
    if "held_locks" not in fields(task.type):
        return None
    depth = int(task["lockdep_depth"])
    locks = task["held_locks"]
    last = locks.type.range()[1]
    return [(class_name(locks[i]), int(locks[i]["acquire_ip"])) for i in range(min(depth, last + 1))]


def class_name(held):
    known = gdb.parse_and_eval("lock_classes")
    number = int(held["class_idx"])
    if number > known.type.range()[1]:
        return "(no class)"
    lock_class = known[number]
    return lock_name(read_text(lock_class["name"]), int(lock_class["name_version"]), int(lock_class["subclass"]))


def place(address):
    """The function of a return address, and the line of its call."""
    symbol = gdb.execute(f"info symbol {address - 1:#x}", to_string=True)
    name = f"{address:#x}" if symbol.startswith("No symbol ") else symbol.split(" ")[0]
    line = gdb.find_pc_line(address - 1)
    where = f" ({line.symtab.filename}:{line.line})" if line.symtab else ""
    return printable((name + where).encode())


def dma_channels():
    """Each channel that a driver has: its number, whose, and its cyclic transfer if it has one."""
    head = variable("dma_device_list", "struct list_head")
    if head is None:
        return
    engine = gdb.lookup_type("struct dma_device")
    channel = gdb.lookup_type("struct bcm2835_chan")
    common = gdb.lookup_type("struct dma_chan")
    issue = int(gdb.parse_and_eval("bcm2835_dma_issue_pending").address)
    for device in entries(head, engine, "global_node"):
        if int(device["device_issue_pending"]) != issue:
            continue  # another driver's
        for chan in entries(device["channels"], common, "device_node"):
            if int(chan["client_count"]):
                yield describe_channel(container(chan.address, channel, "vc", "chan"))


def describe_channel(channel):
    slave = channel["vc"]["chan"]["slave"] if "slave" in fields(gdb.lookup_type("struct dma_chan")) else 0
    owner = " of " + read_text(slave["kobj"]["name"]) if int(slave) else ""
    name = f"DMA channel {int(channel['ch'])}{owner}"
    descriptor = channel["desc"]
    if not int(descriptor):
        return name + ": no transfer"
    kind = "cyclic transfer" if int(descriptor["cyclic"]) else "transfer"
    return f"{name}: {kind} of {int(descriptor['size'])} bytes in {int(descriptor['frames'])} control blocks"


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
