// SPDX-License-Identifier: Apache-2.0
/** Cases, candidates, scenarios, trials and what they leave: records without I/O. */
@NullMarked
package org.vc4lab.lab.model;

import org.jspecify.annotations.NullMarked;
