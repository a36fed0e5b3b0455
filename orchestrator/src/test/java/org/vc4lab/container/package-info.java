// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.vc4lab.container;

import org.jspecify.annotations.NullMarked;
