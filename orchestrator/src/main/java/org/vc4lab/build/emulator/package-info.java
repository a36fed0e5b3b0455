// SPDX-License-Identifier: Apache-2.0
/** Builds QEMU with the BCM2711 models. */
@NullMarked
package org.vc4lab.build.emulator;

import org.jspecify.annotations.NullMarked;
