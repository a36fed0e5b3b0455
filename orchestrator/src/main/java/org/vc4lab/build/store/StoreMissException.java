// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;

/** A read-only store does not have the requested entry. */
public final class StoreMissException extends IOException {
    private static final long serialVersionUID = 1L;

    StoreMissException(String kind) {
        super("not built yet: " + kind);
    }
}
