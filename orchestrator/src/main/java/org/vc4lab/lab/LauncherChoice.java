// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.Optional;
import org.vc4lab.build.HostPackages;
import org.vc4lab.build.Progress;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Where;

/**
 * Decides whether kernels are built and machines run on this host or in containers.
 *
 * @param packages what building on this host takes
 */
public record LauncherChoice(HostPackages packages, ProcessRunner runner, Progress progress) {

    /**
     * The engine for containers, or nothing where this host does it; what it takes is installed then.
     *
     * @throws IOException where containers are wanted and there is no engine
     */
    public Optional<Engine> prepare(Where where) throws IOException, InterruptedException {
        Optional<Engine> engine = engine(where);
        if (engine.isEmpty()) {
            packages.install();
        }
        return engine;
    }

    Optional<Engine> engine(Where where) throws IOException, InterruptedException {
        if (where == Where.LOCAL || (where == Where.AUTO && packages.missing().isEmpty())) {
            return Optional.empty();
        }
        Engine.Found found = Engine.find(runner);
        if (found instanceof Engine.Found.Answers answers) {
            return Optional.of(answers.engine());
        }
        String why = ((Engine.Found.Nothing) found).why();
        if (where == Where.CONTAINER) {
            throw new IOException(why + "; install Docker and start it, or take the launcher 'local'");
        }
        progress.note(why + "; going on without");
        return Optional.empty();
    }
}
