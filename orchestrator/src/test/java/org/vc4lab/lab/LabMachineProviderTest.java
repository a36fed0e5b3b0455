// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.Store;
import org.vc4lab.guest.LaunchMode;
import org.vc4lab.guest.MachineRequest;

/** What is refused, before anything is built. */
final class LabMachineProviderTest {
    private static final MachineRequest DEFAULTS = MachineRequest.defaults(LaunchMode.LOCAL);

    @TempDir
    Path folder;

    @Test
    void anUnknownCaseIsRefusedWithTheValidOnes() {
        assertThatThrownBy(providing(DEFAULTS.withCase("vc4-hdmi-no-crt")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no case 'vc4-hdmi-no-crt'; valid:")
                .hasMessageContaining("vc4-hdmi-no-crtc");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aCandidateOfAnotherCaseIsRefused() {
        assertThatThrownBy(providing(DEFAULTS.withCase("vc4-hdmi-no-crtc").withCandidate("hw-params")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "no candidate of vc4-hdmi-no-crtc 'hw-params'; valid: pristine, refuse-without");
        assertThatThrownBy(providing(DEFAULTS.withCandidate("refuse-without-mode")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no candidate of " + TestLab.CASE + " 'refuse-without-mode'; valid:");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anArchitectureThatTheCaseIsNotConfiguredForIsRefused() {
        assertThatThrownBy(providing(DEFAULTS.withCase("vc4-hdmi-no-crtc").withArch("arm64-kasan")))
                .isInstanceOf(IOException.class)
                .hasMessage("no configuration of vc4-hdmi-no-crtc 'arm64-kasan'; valid: armv7l-lockdep, arm64-lockdep");
    }

    /** Its store is a file: a request that is not refused ends there. */
    private ThrowingCallable providing(MachineRequest request) {
        Map<String, String> environment =
                Map.of(Store.VARIABLE, TestLab.HOME.resolve("pom.xml").toString());
        return () -> new LabMachineProvider(TestLab.HOME, environment).provide(request, folder.resolve("guest"));
    }
}
