# SPDX-License-Identifier: Apache-2.0
# From a warning back to where its code became atomic, and forwards to where it sleeps.
set print frame-arguments none
set print frame-info short-location

# Bit 7 of cpsr: interrupts are masked where the kernel noticed.
backtrace 5
print/x $cpsr & 0x80

# They were not where the stream's lock was about to be taken.
break snd_pcm_action_lock_irq
reverse-continue
print/x $cpsr & 0x80

# From there on to the sleep.
tbreak usleep_range
continue
print/x $cpsr & 0x80
backtrace 6
