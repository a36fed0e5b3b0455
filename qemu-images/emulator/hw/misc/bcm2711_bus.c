/*
 * A bus access that never ends
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "cpu.h"
#include "hw/misc/bcm2711_bus.h"
#include "target/arm/arm-powerctl.h"
#include "target/arm/multiprocessing.h"

/*
 * Off is the state of a CPU that no interrupt wakes. It takes effect after the
 * instruction, which on hardware does not end: the guest cannot know.
 */
void bcm2711_bus_lock_up(void)
{
    CPUState *cpu = current_cpu;

    if (cpu && qatomic_read(&cpu->running)) {
        arm_set_cpu_off(arm_cpu_mp_affinity(ARM_CPU(cpu)));
    }
}
