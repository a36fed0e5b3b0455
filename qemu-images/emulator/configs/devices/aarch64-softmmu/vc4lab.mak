# SPDX-License-Identifier: Apache-2.0
#
# The devices of the emulator: what -M raspi4b is made of, and nothing else.
# configure.args names it in --with-devices-aarch64, beside
# --without-default-devices, so a line left out is a device left out.

# The Raspberry Pi boards and all that they select (UART, SDHCI, USB, I2C, SPI).
CONFIG_RASPI=y

# raspi4b's interrupt controller is a GIC-400, and some lines are shared.
CONFIG_ARM_GIC=y
CONFIG_OR_IRQ=y

# Regions that exist but have no model.
CONFIG_UNIMP=y

# The EDID slave on the HDMI ports' I2C buses.
CONFIG_DDC=y
