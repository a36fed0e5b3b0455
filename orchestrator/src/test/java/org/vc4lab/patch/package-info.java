// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.vc4lab.patch;

import org.jspecify.annotations.NullMarked;
