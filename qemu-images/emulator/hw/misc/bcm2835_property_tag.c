/*
 * Firmware properties of a Raspberry Pi: the room that a tag's answer needs
 *
 * A guest gives each tag of its message a buffer, into which the firmware
 * writes the answer. QEMU's property device writes the whole answer, whatever
 * the buffer's size is; this keeps it from writing over what follows.
 *
 * Source:
 * https://github.com/raspberrypi/firmware/wiki/Mailbox-property-interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/raspberrypi-fw-defs.h"
#include "hw/misc/bcm2835_property.h"
#include "qemu/log.h"
#include "system/dma.h"

/* Of a tag: its code, the buffer's size, and an indicator of its length */
#define TAG_BYTES 12

/* An answer with the first row, the number of rows, and the rows */
static uint32_t rows_bytes(AddressSpace *as, uint32_t value, uint32_t size,
                           uint32_t most)
{
    return size < 8 ? 8 : 8 + 4 * MIN(ldl_le_phys(as, value + 4), most);
}

/* The longest answer to @tag */
static uint32_t answer_bytes(AddressSpace *as, uint32_t tag, uint32_t value,
                             uint32_t size)
{
    switch (tag) {
    case RPI_FWREQ_GET_FIRMWARE_REVISION:
    case RPI_FWREQ_GET_BOARD_REVISION:
    case RPI_FWREQ_GET_DMA_CHANNELS:
    case RPI_FWREQ_GET_THROTTLED:
    case RPI_FWREQ_VCHIQ_INIT:
    case RPI_FWREQ_FRAMEBUFFER_SET_DEPTH:
    case RPI_FWREQ_FRAMEBUFFER_GET_DEPTH:
    case RPI_FWREQ_FRAMEBUFFER_SET_PIXEL_ORDER:
    case RPI_FWREQ_FRAMEBUFFER_GET_PIXEL_ORDER:
    case RPI_FWREQ_FRAMEBUFFER_SET_ALPHA_MODE:
    case RPI_FWREQ_FRAMEBUFFER_GET_ALPHA_MODE:
    case RPI_FWREQ_FRAMEBUFFER_GET_PITCH:
    case RPI_FWREQ_FRAMEBUFFER_SET_PALETTE:
    case RPI_FWREQ_FRAMEBUFFER_GET_NUM_DISPLAYS:
        return 4;
    case RPI_FWREQ_GET_BOARD_MAC_ADDRESS:
        return sizeof(MACAddr);
    case RPI_FWREQ_GET_ARM_MEMORY:
    case RPI_FWREQ_GET_VC_MEMORY:
    case RPI_FWREQ_SET_POWER_STATE:
    case RPI_FWREQ_GET_CLOCK_STATE:
    case RPI_FWREQ_SET_CLOCK_STATE:
    case RPI_FWREQ_GET_CLOCK_RATE:
    case RPI_FWREQ_SET_CLOCK_RATE:
    case RPI_FWREQ_GET_MAX_CLOCK_RATE:
    case RPI_FWREQ_GET_MIN_CLOCK_RATE:
    case RPI_FWREQ_GET_TEMPERATURE:
    case RPI_FWREQ_GET_MAX_TEMPERATURE:
    case RPI_FWREQ_FRAMEBUFFER_ALLOCATE:
    case RPI_FWREQ_FRAMEBUFFER_SET_PHYSICAL_WIDTH_HEIGHT:
    case RPI_FWREQ_FRAMEBUFFER_GET_PHYSICAL_WIDTH_HEIGHT:
    case RPI_FWREQ_FRAMEBUFFER_SET_VIRTUAL_WIDTH_HEIGHT:
    case RPI_FWREQ_FRAMEBUFFER_GET_VIRTUAL_WIDTH_HEIGHT:
    case RPI_FWREQ_FRAMEBUFFER_SET_VIRTUAL_OFFSET:
    case RPI_FWREQ_FRAMEBUFFER_GET_VIRTUAL_OFFSET:
        return 8;
    case RPI_FWREQ_FRAMEBUFFER_GET_OVERSCAN:
    case RPI_FWREQ_FRAMEBUFFER_TEST_OVERSCAN:
    case RPI_FWREQ_FRAMEBUFFER_SET_OVERSCAN:
        return 16;
    case RPI_FWREQ_GET_CUSTOMER_OTP:
        return rows_bytes(as, value, size, BCM2835_OTP_CUSTOMER_OTP_LEN);
    case RPI_FWREQ_GET_PRIVATE_KEY:
        return rows_bytes(as, value, size, BCM2835_OTP_PRIVATE_KEY_LEN);
    default:
        /* Those that fit their answers themselves, and those without any */
        return 0;
    }
}

bool bcm2835_property_tag_fits(AddressSpace *as, uint32_t tag, uint32_t addr,
                               uint32_t size, uint32_t left)
{
    if (tag == RPI_FWREQ_PROPERTY_END) {
        return true;
    }
    if (left < TAG_BYTES || size > left - TAG_BYTES) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: tag 0x%08x with 0x%x bytes leaves "
                      "its message\n", __func__, tag, size);
        return false;
    }
    if (size < answer_bytes(as, tag, addr + TAG_BYTES, size)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: 0x%x bytes are too few for the "
                      "answer to tag 0x%08x\n", __func__, size, tag);
        return false;
    }
    return true;
}
