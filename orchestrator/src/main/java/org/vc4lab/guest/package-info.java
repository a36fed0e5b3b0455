// SPDX-License-Identifier: Apache-2.0
/** Boots a machine, and controls it over its console and QMP. Knows no build. */
@NullMarked
package org.vc4lab.guest;

import org.jspecify.annotations.NullMarked;
