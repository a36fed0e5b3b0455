// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.util.List;

/** Debian packages are missing and cannot be installed from here; the message contains the command to run. */
public final class MissingPackagesException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> packages;

    MissingPackagesException(List<String> packages) {
        super("Debian packages are missing, and this user may not install them. Run:" + System.lineSeparator() + "  "
                + command(packages));
        this.packages = List.copyOf(packages);
    }

    private static String command(List<String> packages) {
        return "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends " + String.join(" ", packages)
                + "'";
    }

    public List<String> packages() {
        return packages;
    }
}
