// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.kernel.KernelConfigRepository.BuildConfig;

/** Selects the compiler that a tree needs, if it is another one than the configuration's, and installs it. */
record CompilerSelector(KernelConfigRepository configRepository, BuildContext context) {
    /** The configuration for a tree. A compiler that the user named stays. */
    BuildConfig select(BuildConfig defaultBuild, KernelSourceTree tree) throws IOException, InterruptedException {
        if (defaultBuild.config().usesLlvm() || configRepository.choice().isPresent()) {
            return defaultBuild;
        }
        for (TreeCompiler compiler : configRepository.treeCompilers()) {
            if (compiler.insteadOf().equals(defaultBuild.config().crossCompile()) && tree.needs(compiler)) {
                String note = compiler.note();
                install(compiler, note);
                return defaultBuild.withCompiler(
                        defaultBuild.config().withCompiler(compiler.crossCompile(), false), note);
            }
        }
        return defaultBuild;
    }

    private void install(TreeCompiler compiler, String note) throws IOException, InterruptedException {
        if (!context.environment().hasHostTools()) {
            throw new IOException(note + "; the containers do not have it, use --launcher sandbox or local");
        }
        new HostPackages(context.home(), context.runner(), context.progress())
                .withPackages(compiler.packages())
                .install();
    }
}
