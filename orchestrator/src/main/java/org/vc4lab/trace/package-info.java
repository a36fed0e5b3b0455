// SPDX-License-Identifier: Apache-2.0
/** The calls of a kernel's functions in a trial, as text and as a file for trace viewers. */
@NullMarked
package org.vc4lab.trace;

import org.jspecify.annotations.NullMarked;
