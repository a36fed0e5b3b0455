// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import org.vc4lab.build.store.Progress;

/** Says each long step in the test's output, so that a slow set-up can be told from a hang. */
final class PrintedProgress implements Progress {
    @Override
    public ProgressTask start(String name, long expectedSteps) {
        note("begins: " + name);
        return new ProgressTask() {
            @Override
            public void update(long done, long total) {}

            @Override
            public void close() {
                note("is over: " + name);
            }
        };
    }

    @Override
    public void note(String line) {
        System.out.println("[vc4lab] " + line);
    }
}
