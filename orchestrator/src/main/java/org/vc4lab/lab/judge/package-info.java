// SPDX-License-Identifier: Apache-2.0
/** The rules that make a verdict of evidence: pure functions. */
@NullMarked
package org.vc4lab.lab.judge;

import org.jspecify.annotations.NullMarked;
