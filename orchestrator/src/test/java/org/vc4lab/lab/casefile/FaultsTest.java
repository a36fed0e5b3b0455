// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.model.Fault;
import org.vc4lab.lab.model.UnknownNameException;

final class FaultsTest {
    private static final Path HOME = Path.of(System.getProperty("vc4lab.home"));

    private final Faults faults;

    FaultsTest() throws IOException {
        faults = Faults.read(HOME);
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
        "edid=hdr, hdr",
        "edid-no-audio, no-audio",
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

    @Test
    void aMonitorCanBeChosenByTheNameThatTheEmulatorGivesIt() throws Exception {
        Path monitors = HOME.resolve("qemu-images/emulator/hw/display/bcm2711_edid_monitors.c");
        List<String> names = Pattern.compile("\\.name = \"([^\"]+)\"")
                .matcher(Files.readString(monitors))
                .results()
                .map(match -> match.group(1))
                .toList();
        Map<String, JsonNode> words = faults.parseInjection("edid").fault().namedValues();

        assertThat(names).hasSizeGreaterThan(11);
        assertThat(words.keySet()).containsExactlyElementsOf(names);
        words.forEach((name, value) -> assertThat(value.asText()).isEqualTo(name));
    }
}
