// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;

/** An asynchronous message of QEMU. */
record QmpEvent(String name, JsonNode data) {}
