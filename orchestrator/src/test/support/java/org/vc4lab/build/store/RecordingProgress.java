// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.util.List;

/** Notes what is noted, and forgets about steps. */
record RecordingProgress(List<String> notes) implements Progress {
    @Override
    public ProgressTask start(String name, long expectedSteps) {
        return Progress.silent().start(name, expectedSteps);
    }

    @Override
    public void note(String line) {
        notes.add(line);
    }
}
