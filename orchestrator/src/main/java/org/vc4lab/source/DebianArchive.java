// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/**
 * The address of Debian's main archive: the value of {@code VC4LAB_ARCHIVE}, or the archive from which apt gets this
 * machine's packages.
 */
public final class DebianArchive {
    /** The environment variable that overrides apt's archive. */
    public static final String VARIABLE = "VC4LAB_ARCHIVE";

    private static final Command ASK_APT =
            Command.of("apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)", "Created-By: Packages");
    private final Map<String, String> environment;
    private final ProcessRunner runner;

    public DebianArchive(Map<String, String> environment, ProcessRunner runner) {
        this.environment = Map.copyOf(environment);
        this.runner = runner;
    }

    /** The address of the archive's root; it ends with a slash. */
    public URI root() throws IOException, InterruptedException {
        String configured = environment.getOrDefault(VARIABLE, "");
        String root = configured.isEmpty() ? findInAptSources() : configured;
        URI address;
        try {
            address = new URI(root.endsWith("/") ? root : root + "/");
        } catch (URISyntaxException odd) {
            throw new IOException("not an address of a Debian archive: " + root + "; set " + VARIABLE + " to one", odd);
        }
        if (address.getScheme() == null || !address.getScheme().matches("https?")) {
            throw new IOException("the Debian archive must have an http or https address, not " + address + "; set "
                    + VARIABLE + " to one");
        }
        return address;
    }

    /** Debian's own archive, and not its security archive, which drops old versions. */
    private String findInAptSources() throws IOException, InterruptedException {
        return runner.run(ASK_APT).output().stream()
                .map(line -> line.split("\\|", -1))
                .filter(fields -> fields.length == 3 && fields[2].startsWith("http"))
                .filter(fields -> fields[0].equals("Debian") && fields[1].equals("Debian"))
                .map(fields -> fields[2])
                .findFirst()
                .orElseThrow(() -> new IOException("apt knows no Debian archive (ran: " + ASK_APT
                        + "); run apt-get update, or set " + VARIABLE + " to the address of an archive"));
    }
}
