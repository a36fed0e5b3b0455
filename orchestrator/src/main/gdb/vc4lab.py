# SPDX-License-Identifier: Apache-2.0
"""The lab's command in gdb: vc4lab-module, which finds a loaded module's symbols."""
import os
import sys

import gdb

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import kernel_state


class Module(gdb.Command):
    """vc4lab-module NAME FILE: read the symbols of a module from a file, for where the guest has loaded it."""

    def __init__(self):
        super().__init__("vc4lab-module", gdb.COMMAND_FILES)

    def invoke(self, argument, from_tty):
        name, file = gdb.string_to_argv(argument)
        sections = kernel_state.module_sections(name) if kernel_state.has_types() else None
        if not sections or ".text" not in sections:
            gdb.write(f"vc4lab: the module {name} is not loaded here, so its functions have no names\n")
            return
        others = [f"-s {section} {address:#x}" for section, address in sections.items()
                  if section in (".data", ".bss", ".rodata")]
        gdb.execute(f"add-symbol-file {file} {sections['.text']:#x} " + " ".join(others), to_string=True)


Module()
