// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Golden;
import org.vc4lab.guest.AudioInfoframe;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.GuestEvidence;

final class GuestCheckTest {
    @TempDir
    Path folder;

    @Test
    void evidenceOfATestKeepsItsBytes() throws Exception {
        Vc4LabExtension.writeEvidence(new GuestEvidence(
                folder,
                folder.resolve("console.log"),
                List.of(),
                List.of(new DeviceEvidence(
                        new DeviceEvidence.FifoEvidence(1, 176_416, -1, -1, 2, 0, 1, 0, "samples"),
                        new DeviceEvidence.InfoframeEvidence(AudioInfoframe.of("84010a"), -1, -1, List.of(), 0),
                        List.of("hdmi0: rule")))));
        Golden.check("guest-evidence.json", Files.readString(folder.resolve("guest-evidence.json")));
    }
}
