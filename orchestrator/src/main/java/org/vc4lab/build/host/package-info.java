// SPDX-License-Identifier: Apache-2.0
/** Where compilers run: on this host or in a container, and what they need there. */
@NullMarked
package org.vc4lab.build.host;

import org.jspecify.annotations.NullMarked;
