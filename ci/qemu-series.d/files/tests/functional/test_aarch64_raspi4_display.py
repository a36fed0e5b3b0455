#!/usr/bin/env python3
#
# Functional test of raspi4b's HDMI ports: a guest that watches the hotplug line
#
# SPDX-License-Identifier: GPL-2.0-or-later

import struct
import time

from qemu_test import QemuSystemTest

HDMI0 = '/machine/soc/peripherals/display/hdmi0'
HOTPLUG = 0xfef008a8        # HDMI0's core, register HOTPLUG
RESULT = 0x100000

# Copies the register to memory, for ever
PROGRAM = struct.pack(
    '<7I',
    0xd2800000 | (HOTPLUG & 0xffff) << 5,           # movz x0, #...
    0xf2a00000 | (HOTPLUG >> 16) << 5,              # movk x0, #..., lsl #16
    0xd2800002 | (RESULT & 0xffff) << 5,            # movz x2, #...
    0xf2a00002 | (RESULT >> 16) << 5,               # movk x2, #..., lsl #16
    0xb9400001,                                     # ldr w1, [x0]
    0xb9000041,                                     # str w1, [x2]
    0x17fffffe)                                     # b .-8


class Aarch64Raspi4Display(QemuSystemTest):

    timeout = 60

    def wait_for_result(self, wanted):
        """The guest's word in memory becomes another one."""
        seen = None
        for _ in range(200):
            seen = self.vm.cmd('human-monitor-command',
                               command_line=f'xp /1wx {RESULT:#x}')
            if seen.split()[-1] == f'{wanted:#010x}':
                return
            time.sleep(0.05)
        self.fail(f'the guest wrote {seen}, not {wanted:#x}')

    def test_hotplug(self):
        self.set_machine('raspi4b')
        program = self.scratch_file('hotplug.bin')
        with open(program, 'wb') as file:
            file.write(PROGRAM)
        self.vm.add_args('-kernel', program)
        self.vm.launch()
        self.wait_for_result(1)
        for connected in (False, True):
            self.vm.cmd('qom-set', path=HDMI0, property='connected',
                        value=connected)
            self.wait_for_result(int(connected))


if __name__ == '__main__':
    QemuSystemTest.main()
