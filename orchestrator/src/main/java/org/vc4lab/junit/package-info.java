// SPDX-License-Identifier: Apache-2.0
/** What authors of guest tests use: a JUnit 5 extension. */
@NullMarked
package org.vc4lab.junit;

import org.jspecify.annotations.NullMarked;
