// SPDX-License-Identifier: Apache-2.0
/** The container engine of this machine, and what may run in it. */
@NullMarked
package org.vc4lab.container;

import org.jspecify.annotations.NullMarked;
