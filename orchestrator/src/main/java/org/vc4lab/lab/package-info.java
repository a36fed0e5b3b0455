// SPDX-License-Identifier: Apache-2.0
/** The lab itself: cases, candidates, trials, their evidence and the judge. */
@NullMarked
package org.vc4lab.lab;

import org.jspecify.annotations.NullMarked;
