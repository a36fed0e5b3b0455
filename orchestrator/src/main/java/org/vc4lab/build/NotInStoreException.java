// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;

/** A store that is only looked at does not hold what was asked for. */
public final class NotInStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    NotInStoreException(String kind) {
        super("not built yet: " + kind);
    }
}
