// SPDX-License-Identifier: Apache-2.0
/** Runs other programs. The only user of Commons Exec. */
@NullMarked
package org.vc4lab.exec;

import org.jspecify.annotations.NullMarked;
