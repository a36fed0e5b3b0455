// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;

/** Lines of the lab's own fragments have no effect on a kernel whose sources do not decide that. */
public final class RefusedSettingsException extends IOException {
    private static final long serialVersionUID = 1L;

    public RefusedSettingsException(String problem) {
        super(problem);
    }
}
