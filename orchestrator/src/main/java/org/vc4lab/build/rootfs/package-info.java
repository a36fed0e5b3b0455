// SPDX-License-Identifier: Apache-2.0
/** Builds the userland, and the initramfs that a trial boots. */
@NullMarked
package org.vc4lab.build.rootfs;

import org.jspecify.annotations.NullMarked;
