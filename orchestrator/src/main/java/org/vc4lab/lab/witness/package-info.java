// SPDX-License-Identifier: Apache-2.0
/** What the emulator's witness watches in a kernel. */
@NullMarked
package org.vc4lab.lab.witness;

import org.jspecify.annotations.NullMarked;
