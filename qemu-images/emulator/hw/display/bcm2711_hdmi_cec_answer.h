/*
 * BCM2711 HDMI transmitter: what a television at the CEC line answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_CEC_ANSWER_H
#define HW_DISPLAY_BCM2711_HDMI_CEC_ANSWER_H

#include "hw/display/bcm2711_hdmi_cec_line.h"

#define CEC_OSD_NAME_BYTES 14

/* What a television says of itself */
typedef struct BCM2711CECIdentity {
    uint8_t address;            /* logical */
    uint16_t physical;
    uint8_t osd_name[CEC_OSD_NAME_BYTES + 1];   /* ends with a 0 */
} BCM2711CECIdentity;

/**
 * bcm2711_cec_answer: answer a request
 * @request: what was sent to the television's address
 * @answer: takes the answer; written only if there is one
 *
 * Returns whether there is an answer.
 */
bool bcm2711_cec_answer(const BCM2711CECIdentity *self,
                        const BCM2711CECMessage *request,
                        BCM2711CECMessage *answer);
/* <Device Vendor ID>, which needs no answer */
BCM2711CECMessage bcm2711_cec_vendor_id(uint8_t address);

#endif
