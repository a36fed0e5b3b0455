// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelRangeTest {
    /** 5.10 is more than 5.9, and a point release is as its line. */
    @ParameterizedTest
    @CsvSource({
        "all, 2.6, true",
        "from 5.10, 5.9, false",
        "from 5.10, 5.10.223, true",
        "from 5.10, 6.0, true",
        "before 5.18, 5.17.15, true",
        "before 5.18, 5.18.0, false",
        "from 5.11 before 6.2, 6.1.176, true",
        "from 5.11 before 6.2, 6.2, false",
        "from 5.11 before 6.2, 5.10.223, false"
    })
    void containsItsVersions(String range, String version, boolean holds) {
        assertThat(KernelRange.of(range).contains(KernelVersion.of(version))).isEqualTo(holds);
        assertThat(KernelRange.of(range)).hasToString(range);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5.10", "from", "from x", "before 5", "since 5.10", "before 6.2 from 5.11"})
    void anInvalidRangeIsRefused(String text) {
        assertThatThrownBy(() -> KernelRange.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReleaseCandidateIsNoVersionOfALockFile() {
        assertThatThrownBy(() -> KernelVersion.of("5.10-rc1")).hasMessageContaining("'5.10-rc1' is no version");
    }
}
