// SPDX-License-Identifier: Apache-2.0
/** Lets gdb look at a trial, forwards and backwards. */
@NullMarked
package org.vc4lab.debug;

import org.jspecify.annotations.NullMarked;
