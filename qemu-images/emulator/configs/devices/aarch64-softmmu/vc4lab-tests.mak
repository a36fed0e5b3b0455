# SPDX-License-Identifier: Apache-2.0
#
# The devices of the emulator, and those that only QEMU's own tests of them ask
# for.

include vc4lab.mak

# bcm2835-i2c-test talks to a temperature sensor.
CONFIG_TMP105=y
