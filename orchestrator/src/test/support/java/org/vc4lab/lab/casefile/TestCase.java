// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseFolder;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Yaml;

/** A small case, as a file would say it. */
public final class TestCase {
    static final Path FILE = Path.of("target", "cases", "squeak", "case.yaml");

    static final String YAML =
            """
            # a comment
            case: squeak
            summary: the driver squeaks under the stream's lock
            kernel: 5.10.223
            config: armv7l-lockdep
            base: base
            scenarios:
              play:
                run:
                  - aplay tone.wav
                audio:
                  cards: [0]
                  plays: 1
                  periodInterrupts: 16
                guestSeconds: 20
              twice:
                run: [aplay tone.wav tone.wav, "true"]
                audio:
                  cards: [1]
                  plays: 2
                  periodInterrupts: 32
                guestSeconds: 24
            profiles:
              prompt:
                set:
                  hdmi0: {packet-delay-ns: 2000}
              slow:
                set:
                  hdmi0: {packet-delay-ns: 16700000, connected: true, note: "as is"}
            limits:
              irqsOffMicros: {limit: 5000, floor: 300}
              infoframeLateMicros: {limit: 33367, floor: 0}
            reports:
              W1:
                title: it squeaks
                kind: ATOMIC_SLEEP
                in: drivers/squeak.c
                chain: [__might_sleep, squeak_wait, squeak_write, "do_start|start"]
              W2:
                title: it squeaks elsewhere
                kind: ATOMIC_SLEEP
                chain: [__might_sleep, mutex_lock]
            bug: [W1]
            consequences:
              slow:
                titles: ["BUG: scheduling while atomic", "inconsistent lock state"]
                hang: true
                warningsIn: ["kernel/rcu/"]
            candidates:
              - name: base
                expect: {prompt: REPRODUCED, slow: REPRODUCED}
              - name: fix
                scenario: twice
                expect: {prompt: CLEAN, slow: CLEAN}
              - name: other
                expect: {prompt: OTHER_REPORT, slow: OTHER_REPORT}
                reports: {prompt: [W2], slow: [W2]}
            configurations:
              arm64-lockdep: {}
              arm64-kasan:
                fastProcessors: true
                limits:
                  irqsOffMicros: {limit: 9000, floor: 700}
            generations:
              - kernels: from 5.14 before 6.2
                unpatched: pristine
                candidates:
                  - name: pristine
                    expect: {prompt: CLEAN, slow: CLEAN}
                  - name: other
                    expect: {prompt: OTHER_REPORT, slow: OTHER_REPORT}
                    reports: {prompt: [W2], slow: [W2]}
            """;

    /** A case without sound: all that a case file has to have. */
    static final String SILENT =
            """
            case: squeak
            summary: the driver squeaks without a sound
            kernel: 5.10.223
            config: armv7l-lockdep
            base: base
            scenarios:
              look:
                run: [cat /sys/squeak]
                guestSeconds: 20
            reports:
              W1: {title: it squeaks, kind: WARNING, chain: [squeak_read]}
            bug: [W1]
            candidates:
              - {name: base, expect: REPRODUCED}
              - {name: fix, expect: CLEAN}
            """;

    private TestCase() {}

    static Case read(String yaml) throws IOException {
        return read(yaml, new Faults(List.of()));
    }

    static Case read(String yaml, Faults faults) throws IOException {
        Path folder = FILE.resolveSibling("");
        makeFolders(folder);
        return CaseFile.read(new Yaml(FILE, yaml), CaseFolder.own(folder), faults);
    }

    /** The folders of the series that the case names. */
    static void makeFolders(Path folder) throws IOException {
        for (String name : new String[] {"base", "fix", "other"}) {
            Files.createDirectories(folder.resolve(name));
        }
    }

    public static Case get() {
        return readValid(YAML);
    }

    private static Case readValid(String yaml) {
        try {
            return read(yaml);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The trial of a candidate under a hardware profile. */
    public static Trial trial(String candidate, String profile) {
        return trial(get(), candidate, profile);
    }

    /**
     * The trial of a candidate of the case without sound.
     *
     * @param evidence that it has to show, each as in the file
     */
    public static Trial silentTrial(String candidate, String... evidence) {
        String items =
                evidence.length == 0 ? "" : "    evidence:\n      - " + String.join("\n      - ", evidence) + "\n";
        return trial(readValid(SILENT.replace("reports:\n", items + "reports:\n")), candidate, "default");
    }

    private static Trial trial(Case squeak, String candidate, String profile) {
        try {
            return squeak.trials(squeak.candidate(candidate)).stream()
                    .filter(trial -> trial.profile().name().equals(profile))
                    .findFirst()
                    .orElseThrow();
        } catch (UnknownNameException unknown) {
            throw new IllegalArgumentException(unknown);
        }
    }
}
