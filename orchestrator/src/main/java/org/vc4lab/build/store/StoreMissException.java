// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;

/** A store that is only looked at does not hold what was asked for. */
public final class StoreMissException extends IOException {
    private static final long serialVersionUID = 1L;

    StoreMissException(String kind) {
        super("not built yet: " + kind);
    }
}
