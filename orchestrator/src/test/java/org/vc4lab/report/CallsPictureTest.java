// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vc4lab.trace.CallFixtures.call;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vc4lab.report.CallRows.PlacedCall;
import org.vc4lab.report.CallsPicture.CallBar;
import org.vc4lab.report.CallsPicture.ProcessorLane;
import org.vc4lab.trace.CallContext;
import org.vc4lab.trace.CallFixtures;
import org.vc4lab.trace.CallsBeforeReport;
import org.vc4lab.trace.FunctionCall;

/** Where the picture of calls has them. */
class CallsPictureTest {
    private static final long REPORT = 1_000;
    private static final double LEAST_CONTRAST = 1.6;

    private static List<String> rows(FunctionCall... calls) {
        return CallRows.place(List.of(calls), REPORT).stream()
                .map(CallsPictureTest::describe)
                .toList();
    }

    private static String describe(PlacedCall placed) {
        return placed.call().function() + " in " + placed.row() + " until " + placed.untilNanos();
    }

    @Test
    void aCallIsBelowTheOneThatItIsMadeIn() {
        assertThat(rows(
                        call(0, "outer", 100, 500),
                        call(0, "inner", 200, 300),
                        call(0, "next", 310, 320),
                        call(0, "open", 600, 0),
                        call(0, "in_open", 700, 0)))
                .containsExactly(
                        "outer in 0 until 500",
                        "inner in 1 until 300",
                        "next in 1 until 320",
                        "open in 0 until 1000",
                        "in_open in 1 until 1000");
    }

    /** The trace has no return of a system call. */
    @Test
    void theNextCallFromAPlaceEndsTheOneBefore() {
        assertThat(rows(
                        call(0, "sys_ioctl", 100, 0),
                        call(0, "snd_pcm_ioctl", 200, 300),
                        call(0, "sys_ioctl", 500, 0),
                        call(0, "snd_pcm_ioctl", 600, 0)))
                .containsExactly(
                        "sys_ioctl in 0 until 500",
                        "snd_pcm_ioctl in 1 until 300",
                        "sys_ioctl in 0 until 1000",
                        "snd_pcm_ioctl in 1 until 1000");
    }

    /** What sleeps is elsewhere while another task runs. */
    @Test
    void aTaskThatLeavesTheProcessorEndsItsCallsThere() {
        assertThat(rows(
                        call(0, "sleeps", 100, 0),
                        call(0, "schedule", 200, 900),
                        call(0, "of_other", 300, 400, CallContext.TASK, "other")))
                .containsExactly("sleeps in 0 until 300", "schedule in 1 until 300", "of_other in 0 until 400");
    }

    @Test
    void anInterruptIsWithinWhatItInterrupts() {
        assertThat(rows(
                        call(0, "outer", 100, 900),
                        call(0, "irq", 200, 400, CallContext.HARDIRQ, CallFixtures.TASK),
                        call(0, "nested_irq", 250, 300, CallContext.HARDIRQ, CallFixtures.TASK),
                        call(0, "softirq", 500, 600, CallContext.SOFTIRQ, CallFixtures.TASK)))
                .containsExactly(
                        "outer in 0 until 900",
                        "irq in 1 until 400",
                        "nested_irq in 2 until 300",
                        "softirq in 1 until 600");
    }

    @Test
    void eachBeginAndEndHasAColumnAndALongTimeIsNamed() {
        CallsBeforeReport calls = CallFixtures.beforeReport("vc4_hdmi_stop_packet");
        ColumnAxis axis = ColumnAxis.of(calls, 0);
        assertThat(axis.times())
                .containsExactly(1_000L, 2_000L, 2_500L, 2_900L, 5_002_900L, 5_003_900L, 5_004_000L, 5_005_000L);
        assertThat(axis.positions()).isSorted().doesNotHaveDuplicates();
        assertThat(axis.gaps()).extracting(ColumnAxis.AxisLabel::text).containsExactly("5.000 ms");
        assertThat(axis.ticks().get(0).text()).isEqualTo("-5.004 ms");
        assertThat(axis.at(1_500)).isBetween(axis.at(1_000), axis.at(2_000));
        assertThat(axis.at(0)).isEqualTo(axis.at(1_000));
        assertThat(axis.at(Long.MAX_VALUE)).isEqualTo(axis.end());
    }

    @Test
    void eachProcessorHasALaneWithItsCallsAndSpinlocks() {
        CallsPicture picture = CallsPicture.of(CallFixtures.beforeReport("vc4_hdmi_stop_packet"));
        assertThat(picture.lanes()).extracting(ProcessorLane::processor).containsExactly(0, 1, 2, 3);
        assertThat(picture.lanes().get(0).bars())
                .extracting(CallBar::style, CallBar::label)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("hardirq", "handle_fasteoi_irq"),
                        org.assertj.core.groups.Tuple.tuple("softirq", "tasklet_action_common"));
        ProcessorLane reporting = picture.lanes().get(1);
        assertThat(reporting.bars()).extracting(CallBar::style).containsExactly("task", "task", "irqs-off", "spinlock");
        assertThat(reporting.top())
                .isGreaterThanOrEqualTo(
                        picture.lanes().get(0).top() + picture.lanes().get(0).height());
        assertThat(reporting.bars()).allSatisfy(bar -> assertThat(bar.top() + CallsPicture.ROW)
                .isLessThanOrEqualTo(reporting.top() + reporting.height()));
        CallBar stream = reporting.bars().get(3);
        assertThat(stream.label()).isEqualTo("snd_pcm_action_lock_irq+0x1c");
        assertThat(stream.left() + stream.width()).isEqualTo(picture.axis().end());
        assertThat(picture.heldAtReport())
                .containsExactly("CPU1 holds the spinlock 0xc2be3604 since snd_pcm_action_lock_irq+0x1c took it,"
                        + " for 5.003 ms");
    }

    /** Times of a file that anybody may have written. */
    @Test
    void absurdTimesAreDrawnSomewhere() {
        List<FunctionCall> calls = List.of(
                call(0, "late", Long.MAX_VALUE, Long.MIN_VALUE),
                call(0, "early", Long.MIN_VALUE, 5),
                call(0, "usual", 50, 10));
        CallsPicture picture = CallsPicture.of(new CallsBeforeReport(REPORT, 3, "f", calls, Optional.empty()));
        assertThat(picture.lanes()).hasSize(4);
        assertThat(picture.lanes().get(0).bars()).hasSize(3).allSatisfy(bar -> {
            assertThat(bar.left()).isBetween(0.0, picture.width());
            assertThat(bar.width()).isBetween(0.0, picture.width());
        });
    }

    /** Who sees no colours sees how light they are: each differs from each other by that alone. */
    @Test
    void contextsDifferInHowLightTheyAre() throws Exception {
        String css;
        try (InputStream style = Objects.requireNonNull(HtmlReport.class.getResourceAsStream("style.css"))) {
            css = new String(style.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Double> luminances = new ArrayList<>();
        for (CallContext context : CallContext.values()) {
            Matcher fill = Pattern.compile("\\." + context + " rect\\{fill:#([0-9a-f]{6})}")
                    .matcher(css);
            assertThat(fill.find()).as(context.toString()).isTrue();
            luminances.add(luminance(Integer.parseInt(fill.group(1), 16)));
        }
        luminances.sort(null);
        for (int i = 1; i < luminances.size(); i++) {
            assertThat((luminances.get(i) + 0.05) / (luminances.get(i - 1) + 0.05))
                    .isGreaterThan(LEAST_CONTRAST);
        }
    }

    /** Relative luminance of sRGB, as WCAG 2 defines it. */
    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int component) {
        double value = (component & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
