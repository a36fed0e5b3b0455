// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.lab.model.Verdict;

/** A case with a C source: its program asks the kernel for the name of the graphics driver. */
final class GuestProgramIT {
    private static final String CASE =
            """
            case: driver-name
            summary: a program of the case runs in the guest
            kernel: 5.10.223
            config: armv7l-lockdep
            base: base
            files: [driver-name.c, device.h]
            scenarios:
              ask:
                run: [/case/driver-name]
                evidence:
                  - {output: driver vc4, atLeast: 1}
                guestSeconds: 12
            reports:
              W1: {title: no report of this name is shown, kind: WARNING, chain: [nothing_has_this_name]}
            bug: [W1]
            candidates:
              - {name: base, expect: CLEAN}
              - {name: hw-params, expect: CLEAN}
            configurations:
              arm64-lockdep: {}
            """;
    private static final String SOURCE =
            """
            #include <drm/drm.h>
            #include <fcntl.h>
            #include <stdio.h>
            #include <sys/ioctl.h>
            #include "device.h"

            int main(void)
            {
                char name[16] = "";
                struct drm_version version = { .name = name, .name_len = sizeof(name) - 1 };
                int card = open(DEVICE, O_RDWR);

                if (card < 0 || ioctl(card, DRM_IOCTL_VERSION, &version)) {
                    perror(DEVICE);
                    return 1;
                }
                printf("driver %s\\n", name);
                return 0;
            }
            """;

    @TempDir
    Path folder;

    @Test
    void runsInTheGuest() throws Exception {
        writeCase(SOURCE);
        try (TestLab lab = TestLab.openInSandboxes(folder, "driver-name", "")) {
            CandidateResult result = lab.verify(List.of(lab.candidate("hw-params")), TestLab.trialFolder(getClass()))
                    .get(0);

            assertThat(result.trials()).singleElement().satisfies(trial -> assertThat(
                            trial.judgement().verdict())
                    .as(trial.judgement().toString())
                    .isEqualTo(Verdict.CLEAN));
        }
    }

    @Test
    void isCompiledForTheOtherArchitecture() throws Exception {
        writeCase(SOURCE);
        try (TestLab lab = TestLab.openInSandboxes(folder, "driver-name", "arm64-lockdep")) {
            assertThat(lab.rootfs().archive()).isNotEmptyFile();
        }
    }

    @Test
    void aMistakeNamesThePlaceInTheCase() throws Exception {
        writeCase(SOURCE.replace("DEVICE, O_RDWR", "NO_DEVICE, O_RDWR"));
        try (TestLab lab = TestLab.openInSandboxes(folder, "driver-name", "")) {
            assertThatThrownBy(lab::rootfs)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(
                            folder.resolve("driver-name/case.yaml") + ":6:9: files.[0]: driver-name.c does"
                                    + " not compile for armhf: driver-name.c:11:21: error: ")
                    .hasMessageContaining("NO_DEVICE");
        }
    }

    private void writeCase(String source) throws IOException {
        Path ofCase = Files.createDirectory(folder.resolve("driver-name"));
        for (String series : List.of("base", "hw-params")) {
            PathUtils.copyDirectory(
                    TestLab.HOME.resolve("patches").resolve(TestLab.CASE).resolve(series), ofCase.resolve(series));
        }
        Files.writeString(ofCase.resolve("case.yaml"), CASE);
        Files.writeString(ofCase.resolve("driver-name.c"), source);
        Files.writeString(ofCase.resolve("device.h"), "#define DEVICE \"/dev/dri/card0\"\n");
    }
}
