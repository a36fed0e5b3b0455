// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SentInfoframeTest {
    private static final String RECORD = "avi state=infoframe-checksum count=3 first-ns=17 last-ns=29 bytes=82020d";

    @Test
    void readsTheEmulatorsRecord() throws Exception {
        assertThat(SentInfoframe.of(RECORD))
                .isEqualTo(new SentInfoframe("avi", "infoframe-checksum", 3, 17, 29, "82020d"));
        assertThat(SentInfoframe.of(RECORD.replace("avi", "packet-6")).type()).isEqualTo("packet-6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "avi", RECORD + " ", "avi state=valid count=-3 first-ns=17 last-ns=29 bytes=82"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> SentInfoframe.of(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
