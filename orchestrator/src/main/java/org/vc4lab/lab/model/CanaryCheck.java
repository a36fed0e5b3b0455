// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vc4lab.exec.ValidValues;
import org.vc4lab.kernellog.ReportKind;

/** Deliberate violations after the scenario, whose reports prove that the kernel's checks were on. */
public enum CanaryCheck {
    ATOMIC_SLEEP("ATOMIC_SLEEP", ReportKind.ATOMIC_SLEEP, "canary_atomic_sleep", "a sleep in atomic context"),
    LOCK_ORDER("LOCK_ORDER", ReportKind.LOCKDEP, "canary_lock_order", "a lock-order violation"),
    USE_AFTER_FREE("USE_AFTER_FREE", ReportKind.KASAN, "canary_use_after_free", "a use after free");

    private final String text;
    private final ReportKind kind;
    private final String function;
    private final String violation;

    CanaryCheck(String text, ReportKind kind, String function, String violation) {
        this.text = text;
        this.kind = kind;
        this.function = function;
        this.violation = violation;
    }

    /** The checks of these names of kernel-configs/configs.yaml. */
    public static List<CanaryCheck> ofNames(List<String> names) throws IOException {
        List<CanaryCheck> checks = new ArrayList<>();
        for (String name : names) {
            checks.add(Arrays.stream(values())
                    .filter(canaryCheck -> canaryCheck.checkName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IOException(ValidValues.describe(
                            "kernel-configs/configs.yaml: no check '" + name + "'",
                            Arrays.stream(values()).map(CanaryCheck::checkName).toList()))));
        }
        return List.copyOf(checks);
    }

    private String checkName() {
        return text.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String violation() {
        return violation;
    }

    public boolean isReportedBy(TrialReport report) {
        return isReportedBy(report.phase(), report.kind(), report.functions());
    }

    /** Whether a report is the answer to the violation; its functions are those of its call trace. */
    public boolean isReportedBy(ConsoleTranscript.Phase phase, ReportKind reportKind, List<String> functions) {
        return phase == ConsoleTranscript.Phase.CANARY && reportKind == kind && functions.contains(function);
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
