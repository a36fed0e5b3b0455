// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;

/** Something that QEMU tells by itself. */
record QmpEvent(String name, JsonNode data) {}
