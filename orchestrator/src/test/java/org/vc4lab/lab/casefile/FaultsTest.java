// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.model.Fault;
import org.vc4lab.lab.model.UnknownNameException;

final class FaultsTest {
    private final Faults faults;

    FaultsTest() throws IOException {
        faults = Faults.read(Path.of(System.getProperty("vc4lab.home")));
    }

    @ParameterizedTest
    @CsvSource({
        "packet-delay=7ns, 7",
        "packet-delay=20us, 20000",
        "packet-delay=99ms, 99000000",
        "packet-delay=2s, 2000000000",
        "packet-delay, 99000000",
        "packet-delay=never, 18446744073709551615",
        "edid-corrupt, true",
        "unplug, false"
    })
    void aValueIsConvertedToTheTypeOfItsProperty(String wanted, String value) throws Exception {
        Fault.FaultInjection injection = faults.parseInjection(wanted);
        assertThat(injection.settings(injection.fault().activation()))
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(setting.value().asText()).isEqualTo(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "packet-delay=",
                "packet-delay=-1ms",
                "packet-delay=20",
                "packet-delay=20 ms",
                "packet-delay=9999999999ns",
                "edid-corrupt=maybe"
            })
    void aWrongValueIsRefusedWithTheValidOnes(String wanted) {
        assertThatThrownBy(() -> faults.parseInjection(wanted))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageContaining("; valid: ");
    }

    @Test
    void anUnknownFaultIsRefusedWithTheListOfFaults() {
        assertThatThrownBy(() -> faults.parseInjection("packet-dela=never"))
                .isInstanceOf(UnknownNameException.class)
                .hasMessageStartingWith("no fault 'packet-dela'; valid: packet-delay, ");
    }

    @Test
    void everyDefaultValueIsValid() throws Exception {
        for (Fault fault : faults.faults()) {
            assertThat(faults.parseInjection(fault.name()).describe())
                    .isEqualTo(fault.name() + "=" + fault.defaultValue());
        }
    }
}
