/*
 * BCM2711 HDMI transmitter: what a television at the CEC line answers
 *
 * Source: HDMI 1.4, supplement 1 (CEC), chapters 11 to 15.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_cec_answer.h"

#define HEADER(initiator, destination) ((initiator) << 4 | (destination))
#define UNREGISTERED 0xf

/* A locally administered OUI, so nobody's */
#define VENDOR_ID 0x020000
#define VERSION_1_4 0x05
#define POWER_ON 0x00

#define REASON_UNRECOGNIZED 0
#define REASON_REFUSED 4

enum {
    FEATURE_ABORT = 0x00,
    IMAGE_VIEW_ON = 0x04,
    TEXT_VIEW_ON = 0x0d,
    SET_MENU_LANGUAGE = 0x32,
    STANDBY = 0x36,
    USER_CONTROL_PRESSED = 0x44,
    USER_CONTROL_RELEASED = 0x45,
    GIVE_OSD_NAME = 0x46,
    SET_OSD_NAME = 0x47,
    GIVE_PHYSICAL_ADDRESS = 0x83,
    REPORT_PHYSICAL_ADDRESS = 0x84,
    DEVICE_VENDOR_ID = 0x87,
    GIVE_DEVICE_VENDOR_ID = 0x8c,
    MENU_STATUS = 0x8e,
    GIVE_DEVICE_POWER_STATUS = 0x8f,
    REPORT_POWER_STATUS = 0x90,
    GET_MENU_LANGUAGE = 0x91,
    INACTIVE_SOURCE = 0x9d,
    CEC_VERSION = 0x9e,
    GET_CEC_VERSION = 0x9f,
    ABORT = 0xff,               /* for tests: to be refused */
};

static void message_add(BCM2711CECMessage *message, const void *bytes,
                        size_t count)
{
    assert(message->len + count <= CEC_MAX_BYTES);
    memcpy(message->bytes + message->len, bytes, count);
    message->len += count;
}

/* The primary device type that belongs to a logical address */
static uint8_t device_type(uint8_t address)
{
    static const uint8_t types[] = {
        0, 1, 1, 3, 4, 5, 3, 3, 4, 1, 3, 4, 7, 7, 0, 0,
    };

    return types[address & 0xf];
}

/* Whether a message has no answer, so that it is no request */
static bool is_statement(uint8_t opcode)
{
    switch (opcode) {
    case FEATURE_ABORT:
    case IMAGE_VIEW_ON:
    case TEXT_VIEW_ON:
    case STANDBY:
    case USER_CONTROL_PRESSED:
    case USER_CONTROL_RELEASED:
    case SET_OSD_NAME:
    case MENU_STATUS:
    case REPORT_POWER_STATUS:
    case INACTIVE_SOURCE:
    case CEC_VERSION:
        return true;
    default:
        return false;
    }
}

/* What other devices need to know as well */
static bool is_answered_to_all(uint8_t opcode)
{
    return opcode == GIVE_PHYSICAL_ADDRESS || opcode == GIVE_DEVICE_VENDOR_ID ||
           opcode == GET_MENU_LANGUAGE;
}

#define ADD(message, ...) \
    message_add(message, (const uint8_t[]) { __VA_ARGS__ }, \
                sizeof((const uint8_t[]) { __VA_ARGS__ }))

static void add_vendor_id(BCM2711CECMessage *message)
{
    ADD(message, DEVICE_VENDOR_ID, VENDOR_ID >> 16, VENDOR_ID >> 8 & 0xff,
        VENDOR_ID & 0xff);
}

BCM2711CECMessage bcm2711_cec_vendor_id(uint8_t address)
{
    BCM2711CECMessage message = { };

    ADD(&message, HEADER(address, CEC_BROADCAST));
    add_vendor_id(&message);
    return message;
}

bool bcm2711_cec_answer(const BCM2711CECIdentity *self,
                        const BCM2711CECMessage *request,
                        BCM2711CECMessage *answer)
{
    uint8_t initiator = request->bytes[0] >> 4;
    uint8_t opcode = request->bytes[1];
    bool to_all = is_answered_to_all(opcode);

    /* A device without an address hears answers to all only. */
    if (request->len < 2 || is_statement(opcode) ||
        (initiator == UNREGISTERED && !to_all)) {
        return false;
    }
    *answer = (BCM2711CECMessage) { };
    ADD(answer, HEADER(self->address & 0xf,
                       to_all ? CEC_BROADCAST : initiator));
    switch (opcode) {
    case GIVE_PHYSICAL_ADDRESS:
        ADD(answer, REPORT_PHYSICAL_ADDRESS, self->physical >> 8,
            self->physical & 0xff, device_type(self->address));
        break;
    case GIVE_DEVICE_VENDOR_ID:
        add_vendor_id(answer);
        break;
    case GET_MENU_LANGUAGE:
        ADD(answer, SET_MENU_LANGUAGE, 'e', 'n', 'g');
        break;
    case GIVE_OSD_NAME:
        ADD(answer, SET_OSD_NAME);
        message_add(answer, self->osd_name, strlen((char *)self->osd_name));
        break;
    case GIVE_DEVICE_POWER_STATUS:
        ADD(answer, REPORT_POWER_STATUS, POWER_ON);
        break;
    case GET_CEC_VERSION:
        ADD(answer, CEC_VERSION, VERSION_1_4);
        break;
    default:
        ADD(answer, FEATURE_ABORT, opcode,
            opcode == ABORT ? REASON_REFUSED : REASON_UNRECOGNIZED);
        break;
    }
    return true;
}
