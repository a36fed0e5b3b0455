// SPDX-License-Identifier: Apache-2.0
/** Reports from records. They only write to a Writer. */
@NullMarked
package org.vc4lab.report;

import org.jspecify.annotations.NullMarked;
