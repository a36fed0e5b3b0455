// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.vc4lab.build.emulator;

import org.jspecify.annotations.NullMarked;
