// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.vc4lab.lab.judge;

import org.jspecify.annotations.NullMarked;
