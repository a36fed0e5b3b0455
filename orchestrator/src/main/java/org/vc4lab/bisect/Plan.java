// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

/** What a search wants next. */
public sealed interface Plan {
    /** A run of this subject. */
    record Run(Subject subject) implements Plan {}

    /** Nothing more. */
    record Over(Answer answer) implements Plan {}
}
