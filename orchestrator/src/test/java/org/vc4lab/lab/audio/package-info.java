// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.vc4lab.lab.audio;

import org.jspecify.annotations.NullMarked;
