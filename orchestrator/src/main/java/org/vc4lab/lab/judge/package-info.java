// SPDX-License-Identifier: Apache-2.0
/** Turns evidence into a verdict: pure rules, listed in {@link org.vc4lab.lab.judge.Judge}. */
@NullMarked
package org.vc4lab.lab.judge;

import org.jspecify.annotations.NullMarked;
