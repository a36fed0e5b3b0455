# SPDX-License-Identifier: Apache-2.0
"""The lab's commands in gdb: vc4lab-why, and vc4lab-module, which finds a loaded module's symbols."""
import os
import sys

import gdb

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import kernel_state
from kernel_text import describe_state, printable

UNREADABLE = (gdb.error, gdb.MemoryError, OverflowError)
NO_TYPES = "vc4lab-why needs the types of the kernel: start it with ./vc4lab gdb --twin"


class Why(gdb.Command):
    """Print what each processor does, which locks it holds, and the state of the sound's hardware."""

    def __init__(self):
        super().__init__("vc4lab-why", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        if argument:
            raise gdb.GdbError("vc4lab-why takes no argument")
        if not kernel_state.has_types():
            raise gdb.GdbError(NO_TYPES)
        thread = gdb.selected_thread()
        frame = gdb.selected_frame()
        try:
            for each in sorted(gdb.selected_inferior().threads(), key=lambda each: each.num):
                gdb.write(f"processor {each.num - 1}:")
                print_section(print_processor, each)
        finally:
            thread.switch()
            frame.select()
        print_section(print_channels)
        gdb.execute("monitor devices")


def print_section(print_it, *arguments):
    """A kernel that has damaged its memory may have one bad pointer: the rest is printed nevertheless."""
    try:
        print_it(*arguments)
    except UNREADABLE as problem:
        gdb.write(f"  cannot be read: {printable(str(problem).encode())}\n")


def print_channels():
    for channel in kernel_state.dma_channels():
        gdb.write(channel + "\n")


def print_processor(thread):
    """Threads are counted from 1, processors from 0."""
    thread.switch()
    task = kernel_state.current_task(thread.num - 1)
    preempt, softirq = kernel_state.preempt_count(task)
    newest = gdb.newest_frame()
    is_64_bit = newest.architecture().name().startswith("aarch64")
    state = describe_state(preempt, softirq, int(newest.read_register("cpsr")), is_64_bit)
    comm = printable(gdb.selected_inferior().read_memory(int(task["comm"].address), 16))
    gdb.write(f" {comm} (pid {int(task['pid'])}), {state}\n")
    locks = kernel_state.held_locks(task)
    if locks is None:
        gdb.write("  which locks it holds is unknown: this kernel has no lockdep\n")
        return
    for name, address in locks:
        gdb.write(f"  holds {name}, taken by {kernel_state.place(address)}\n")


def quote(path):
    """One word of a command."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Module(gdb.Command):
    """vc4lab-module NAME FILE: read the symbols of a module from a file, for where the guest has loaded it."""

    def __init__(self):
        super().__init__("vc4lab-module", gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        if len(words) != 2:
            raise gdb.GdbError("usage: vc4lab-module NAME FILE")
        name, file = words
        sections = kernel_state.module_sections(name) if kernel_state.has_types() else None
        if not sections or ".text" not in sections:
            gdb.write(f"vc4lab: the module {name} is not loaded here, so its functions have no names\n")
            return
        others = [f"-s {section} {address:#x}" for section, address in sections.items()
                  if section in (".data", ".bss", ".rodata")]
        gdb.execute(f"add-symbol-file {quote(file)} {sections['.text']:#x} " + " ".join(others), to_string=True)


Why()
Module()
