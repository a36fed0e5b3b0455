// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vc4lab.guest.LaunchMode;
import org.vc4lab.guest.MachineRequest;

final class Vc4LabExtensionTest {
    @Vc4Lab
    private static final class Defaults {}

    @Vc4Lab(
            caseName = "my-bug",
            kernel = "6.1.176",
            arch = "arm64",
            candidate = "my-fix",
            faults = {"one", "two=3"},
            launcher = LaunchMode.SANDBOX)
    private static final class Everything {}

    @Test
    void requestsTheDefaultCaseAsItIs() {
        assertThat(Vc4LabExtension.request(Defaults.class.getAnnotation(Vc4Lab.class)))
                .isEqualTo(MachineRequest.defaults(LaunchMode.AUTO));
    }

    @Test
    void requestsWhatTheAnnotationSays() {
        MachineRequest request = Vc4LabExtension.request(Everything.class.getAnnotation(Vc4Lab.class));

        assertThat(request.caseName()).isEqualTo("my-bug");
        assertThat(request.kernel()).isEqualTo("6.1.176");
        assertThat(request.arch()).isEqualTo("arm64");
        assertThat(request.candidate()).isEqualTo("my-fix");
        assertThat(request.faults()).containsExactly("one", "two=3");
        assertThat(request.launchMode()).isEqualTo(LaunchMode.SANDBOX);
    }
}
