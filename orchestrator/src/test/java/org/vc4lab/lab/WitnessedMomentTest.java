// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.witness.WatchedKernel.AddressRange;

class WitnessedMomentTest {
    private static final String SLEEP =
            "{\"type\":\"sleep\",\"atNanos\":1546884996,\"cpu\":1,\"function\":\"___might_sleep\"}\n";

    @TempDir
    Path folder;

    @Test
    void sleepsAndReportsAreProblems() throws Exception {
        Path log = folder.resolve("witness.jsonl");
        assertThat(WitnessedMoment.readFrom(0, log)).isEmpty();
        Files.writeString(log, "{\"type\":\"lock\",\"atNanos\":1}\n");
        assertThat(WitnessedMoment.readFrom(0, log)).isEmpty();
        Files.writeString(
                log, "{\"type\":\"lock\",\"atNanos\":1}\n" + SLEEP + SLEEP.replace("\"sleep\"", "\"report\""));
        assertThat(WitnessedMoment.readFrom(0, log))
                .hasSize(2)
                .containsOnly(new WitnessedMoment(1_546_884_996, 1, "___might_sleep"));
    }

    /** The log begins with the boot's. */
    @Test
    void earlierOnesAreLeftOut() throws Exception {
        Path log =
                Files.writeString(folder.resolve("witness.jsonl"), SLEEP + SLEEP.replace("1546884996", "1600000000"));
        assertThat(WitnessedMoment.readFrom(1_600_000_000, log))
                .containsExactly(new WitnessedMoment(1_600_000_000, 1, "___might_sleep"));
    }

    /** The canary is the kernel's one module. */
    @Test
    void theFirstOfTheScenarioIsNoneOfTheCanary() throws Exception {
        Path log = folder.resolve("witness.jsonl");
        String ofKernel = SLEEP.replace("}", ",\"callers\":[\"0xc004fc10\",\"0xc02ad4a8\"]}");
        String ofCanary = SLEEP.replace("}", ",\"callers\":[\"0xc004fc10\",\"0xbf0000a4\"]}");
        Files.writeString(log, ofKernel + ofCanary);
        assertThat(first(ReportKind.ATOMIC_SLEEP, log)).isPresent();
        Files.writeString(log, ofCanary + ofKernel);
        assertThat(first(ReportKind.ATOMIC_SLEEP, log)).isEmpty();
        Files.writeString(log, SLEEP.replace("}", ",\"callers\":[\"bf0000a4\",7,null]}"));
        assertThat(first(ReportKind.ATOMIC_SLEEP, log)).isPresent();
    }

    private Optional<WitnessedMoment> first(ReportKind kind, Path log) throws IOException {
        AddressRange modules = new AddressRange(0xbf000000L, 0xc0000000L);
        return WitnessedMoment.firstOfScenario(kind, log, folder.resolve("boot.jsonl"), modules);
    }

    @Test
    void theFirstOfTheScenarioIsOfTheKindOfTheReport() throws Exception {
        String trace = "{\"type\":\"report\",\"atNanos\":1,\"cpu\":0,\"function\":\"dump_stack\"}\n";
        String warning = trace.replace("dump_stack", "__warn");
        Path log = Files.writeString(folder.resolve("witness.jsonl"), trace + warning + SLEEP);
        assertThat(first(ReportKind.WARNING, log)).contains(new WitnessedMoment(1, 0, "__warn"));
        assertThat(first(ReportKind.ATOMIC_SLEEP, log))
                .contains(new WitnessedMoment(1_546_884_996, 1, "___might_sleep"));
        assertThat(first(ReportKind.LOCKDEP, log)).isEmpty();
        Files.writeString(log, trace + warning);
        assertThat(first(ReportKind.ATOMIC_SLEEP, log)).isEmpty();
    }

    @Test
    void theFirstOfTheScenarioIsNoneOfTheBoot() throws Exception {
        Files.writeString(folder.resolve("boot.jsonl"), SLEEP);
        Path log = Files.writeString(folder.resolve("witness.jsonl"), SLEEP);
        assertThat(first(ReportKind.ATOMIC_SLEEP, log)).isEmpty();
        Files.writeString(log, SLEEP + SLEEP.replace("1546884996", "1600000000"));
        assertThat(first(ReportKind.ATOMIC_SLEEP, log))
                .contains(new WitnessedMoment(1_600_000_000, 1, "___might_sleep"));
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws Exception {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), SLEEP);
        Path log = Files.createSymbolicLink(folder.resolve("witness.jsonl"), elsewhere);
        assertThatThrownBy(() -> WitnessedMoment.readFrom(0, log))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no plain file");
        Files.delete(elsewhere);
        assertThatThrownBy(() -> WitnessedMoment.readFrom(0, log)).hasMessageContaining("no plain file");
    }
}
