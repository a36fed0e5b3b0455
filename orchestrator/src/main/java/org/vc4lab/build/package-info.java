// SPDX-License-Identifier: Apache-2.0
/** Builds the emulator, kernels and the userland into a content-addressed store. Knows no guest. */
@NullMarked
package org.vc4lab.build;

import org.jspecify.annotations.NullMarked;
