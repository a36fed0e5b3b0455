// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Machine;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;

/**
 * What the witness adds to a trial from its boot to its end, in processor time of the emulator: with and without it in
 * turn.
 *
 * <p>{@code WitnessBenchmark [rounds, default 5]}
 */
public final class WitnessBenchmark {
    private static final List<String> CONFIGS = List.of("armv7l-lockdep", "arm64-lockdep");

    private WitnessBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        for (String config : CONFIGS) {
            try (TestLab lab = TestLab.open(config)) {
                Trial trial = lab.trial(lab.candidate("hw-params"), "prompt");
                List<Double> watched = new ArrayList<>();
                List<Double> unwatched = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    boolean watchedFirst = round % 2 == 0; // a busy host may get busier
                    for (boolean isWatched : new boolean[] {watchedFirst, !watchedFirst}) {
                        (isWatched ? watched : unwatched).add(processorSeconds(lab, trial, isWatched));
                    }
                }
                print(config + ", medians of " + rounds, median(unwatched), median(watched));
                print(config + ", smallest", Collections.min(unwatched), Collections.min(watched));
            }
        }
    }

    private static void print(String name, double without, double with) {
        System.out.printf(
                Locale.ROOT,
                "%s: without the witness %.2f s, with it %.2f s (%+.1f %%)%n",
                name,
                without,
                with,
                100 * (with / without - 1));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double processorSeconds(TestLab lab, Trial trial, boolean watched) throws Exception {
        TrialFolder files = new TrialFolder(lab.workshop().store().createTempFolder());
        TrialMachines machines = lab.windows(trial).machines();
        Machine machine = ScenarioMachine.create(trial, machines.artifacts(), files);
        Machine measured = watched ? machines.witness().orElseThrow().addTo(machine, files) : machine;
        try (Guest guest = Guest.start(measured, lab.launcher())) {
            GuestExit exit = guest.waitForExit();
            if (!(exit instanceof GuestExit.Shutdown)) {
                throw new IOException("the trial did not end: " + exit);
            }
            return ProcessHandle.current()
                            .descendants()
                            .flatMap(process -> process.info().totalCpuDuration().stream())
                            .mapToLong(Duration::toMillis)
                            .sum()
                    / 1e3;
        }
    }
}
