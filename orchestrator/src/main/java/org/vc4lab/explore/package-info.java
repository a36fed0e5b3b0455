// SPDX-License-Identifier: Apache-2.0
/** Runs one trial under many schedules of the guest's processors, and says what that proves. */
@NullMarked
package org.vc4lab.explore;

import org.jspecify.annotations.NullMarked;
