// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import org.vc4lab.build.store.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What every command has: the process around it, and its streams. */
@Command(mixinStandardHelpOptions = true, versionProvider = LabCommand.BuildVersion.class)
abstract class LabCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    final CliContext context() {
        return main.context();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Whether the user has given an option. */
    final boolean hasOption(String name) {
        return spec.commandLine().getParseResult().hasMatchedOption(name);
    }

    /** Of the lab. */
    final String version() {
        return String.join(" ", spec.version());
    }

    final Progress progress() {
        return main.progress(err());
    }

    /** The version that Maven wrote into the build. */
    static final class BuildVersion implements IVersionProvider {
        private static final String BUNDLE = "org.vc4lab.cli.version";

        @Override
        public String[] getVersion() {
            return new String[] {"vc4lab " + number()};
        }

        static String number() {
            return ResourceBundle.getBundle(BUNDLE).getString("version");
        }
    }
}
