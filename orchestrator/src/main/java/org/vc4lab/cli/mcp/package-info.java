// SPDX-License-Identifier: Apache-2.0
/** Commands of the lab as tools of the Model Context Protocol. */
@NullMarked
package org.vc4lab.cli.mcp;

import org.jspecify.annotations.NullMarked;
