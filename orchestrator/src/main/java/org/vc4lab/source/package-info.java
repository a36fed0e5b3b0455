// SPDX-License-Identifier: Apache-2.0
/** Where trees come from: pinned archives, checked by their hash. */
@NullMarked
package org.vc4lab.source;

import org.jspecify.annotations.NullMarked;
