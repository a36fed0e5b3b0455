// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;

/** A patch does not apply, or is refused. */
public final class PatchFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String patch;
    private final String reason;

    PatchFailedException(String patch, String reason) {
        super(patch + ": " + reason);
        this.patch = patch;
        this.reason = reason;
    }

    /** The name of the patch. */
    public String patch() {
        return patch;
    }

    /** What git reported, or why the patch was refused. */
    public String reason() {
        return reason;
    }
}
