// SPDX-License-Identifier: Apache-2.0
/** WAV files, IEC 958 words and the test tone. */
@NullMarked
package org.vc4lab.lab.audio;

import org.jspecify.annotations.NullMarked;
