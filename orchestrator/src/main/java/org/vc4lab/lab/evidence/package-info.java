// SPDX-License-Identifier: Apache-2.0
/** Collects what a trial left: console transcript, reports, audio. */
@NullMarked
package org.vc4lab.lab.evidence;

import org.jspecify.annotations.NullMarked;
