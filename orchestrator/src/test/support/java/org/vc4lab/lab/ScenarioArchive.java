// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.vc4lab.build.rootfs.Cpio;
import org.vc4lab.lab.model.Trial;

/** A scenario as a part of an initial ramdisk: a guest with it does not stop to be handed one. */
final class ScenarioArchive {
    private ScenarioArchive() {}

    static Cpio of(Trial trial, Duration guestLimit) {
        String[] handedIn = TrialRunner.scenarioText(trial, guestLimit).split("\n", 3);
        return new Cpio()
                .addFolder("scenario")
                .addFile("scenario/name", 0644, line(handedIn[0]))
                .addFile("scenario/until", 0644, line(handedIn[1]))
                .addFile("scenario/run", 0755, handedIn[2].getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
