// SPDX-License-Identifier: Apache-2.0
/** The content-addressed store of what was built, its locks, its eviction and its remote cache. */
@NullMarked
package org.vc4lab.build.store;

import org.jspecify.annotations.NullMarked;
