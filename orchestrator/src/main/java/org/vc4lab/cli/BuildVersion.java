// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the build. */
final class BuildVersion implements IVersionProvider {
    private static final String RESOURCE = "version.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream resource = Objects.requireNonNull(BuildVersion.class.getResourceAsStream(RESOURCE))) {
            properties.load(resource);
        }
        return new String[] {"vc4lab " + properties.getProperty("version")};
    }
}
