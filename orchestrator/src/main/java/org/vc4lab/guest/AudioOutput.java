// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.time.Duration;
import java.util.List;

/** The devices of an HDMI output that carry sound. */
public record AudioOutput(int number) {
    public static final AudioOutput FIRST = new AudioOutput(0);

    /** Those of the machine. */
    public static final List<AudioOutput> ALL = List.of(FIRST, new AudioOutput(1));

    /** How the names of audio FIFOs begin, and of the files with what left them. */
    public static final String FIFO = "mai";

    /** Of the test tone: two channels at 44.1 kHz. */
    private static final long HALF_SECOND_WORDS = 44_100;

    /** The name of its audio FIFO. */
    public String fifo() {
        return FIFO + number;
    }

    /** The name of what sends its sound and infoframes. */
    String transmitter() {
        return "hdmi" + number;
    }

    /**
     * The property that captures.
     *
     * @param file to which the words that a monitor hears are written
     */
    public DeviceProperty captureTo(String file) {
        return DeviceProperty.text(transmitter(), "capture", file);
    }

    /** A change of the machine when the output has played half a second of the tone. */
    public ScheduledChange afterHalfSecond(DeviceProperty setting) {
        return new ScheduledChange(fifo(), "words-played", HALF_SECOND_WORDS, Duration.ZERO, setting);
    }
}
