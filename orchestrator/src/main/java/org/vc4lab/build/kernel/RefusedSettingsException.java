// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;

/** Settings of a fragment have no effect, and no patch or commit under test changes what decides that. */
public final class RefusedSettingsException extends IOException {
    private static final long serialVersionUID = 1L;

    public RefusedSettingsException(String problem) {
        super(problem);
    }
}
