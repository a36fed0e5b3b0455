// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final String ARM = Logs.resource("seed-w1.log");

    @Test
    void isTheSameAcrossTimestampsAddressesAndLines() {
        String other = ARM.replaceAll("\\[ (\\d+)\\.", "[  3$1.")
                .replace("<c", "<8")
                .replace("vc4_hdmi.c:276", "vc4_hdmi.c:901")
                .replace("5.9.0-rc5", "6.1.54")
                .replace("pid: 140", "pid: 4711");

        assertThat(signature(other)).isEqualTo(signature(ARM));
    }

    @Test
    void isTheSameWithCallerIds() {
        assertThat(signature(ARM.replaceAll("(\\[ \\d+\\.\\d+\\])", "$1[  T140]")))
                .isEqualTo(signature(ARM));
    }

    @Test
    void isTheSameOnArm64AndLaterKernels() {
        String arm64 = Logs.resource("fixtures/atomic-sleep-arm64.log");
        String shortArm = Logs.resource("fixtures/atomic-sleep-arm-short.log");

        assertThat(signature(arm64)).isEqualTo(signature(ARM));
        assertThat(signature(shortArm)).isEqualTo(signature(Logs.resource("seed-w2.log")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SyS_",
                "SYSC_",
                "compat_SyS_",
                "compat_SYSC_",
                "ksys_",
                "sys_",
                "__sys_",
                "___sys_",
                "____sys_",
                "__x64_",
                "__ia32_",
                "__arm64_",
                "__se_",
                "__se_sys_",
                "__do_sys_"
            })
    void isTheSameForEachNameOfASystemCall(String prefix) {
        String log =
                """
                [    1.000000] BUG: sleeping function called from invalid context at mm/slab.h:1
                [    1.000001] in_atomic(): 1, irqs_disabled(): 0, pid: 1, name: init
                [    1.000002] CPU: 0 PID: 1 Comm: init Not tainted 5.10.0 #1
                [    1.000003] Call trace:
                [    1.000004]  dump_stack+0x1/0x2
                [    1.000005]  ___might_sleep+0x1/0x2
                [    1.000006]  quotactl+0x1/0x2
                """;

        assertThat(signature(log.replace("quotactl", prefix + "quotactl"))).isEqualTo(signature(log));
    }

    @Test
    void ignoresTheHeadlineWord() {
        assertThat(Report.signature(ReportKind.LOCKDEP, "BUG: bad unlock balance in f"))
                .isEqualTo(Report.signature(ReportKind.LOCKDEP, "WARNING: bad unlock balance in f"));
    }

    @Test
    void differsByKindAndFunction() {
        assertThat(Report.signature(ReportKind.WARNING, "WARNING in f"))
                .isNotEqualTo(Report.signature(ReportKind.WARNING, "WARNING in g"));
        assertThat(Report.signature(ReportKind.BUG, "x in f"))
                .isNotEqualTo(Report.signature(ReportKind.WARNING, "x in f"));
    }

    private static String signature(String log) {
        return Logs.reports(log).get(0).signature();
    }
}
