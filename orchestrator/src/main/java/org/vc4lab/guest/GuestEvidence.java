// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.kernellog.Report;

/**
 * What a guest has left so far.
 *
 * @param folder where the console's log and the captured audio are, as {@code mai.wav}
 * @param console the log of the serial console
 * @param reports of the kernel, in the order of the log
 * @param outputs what the HDMI outputs saw, in their order
 * @param violations hardware rules that were broken, as {@code device: rule count=… first-ns=… pc=…}
 */
public record GuestEvidence(
        Path folder, Path console, List<Report> reports, List<Output> outputs, List<String> violations) {
    public GuestEvidence {
        reports = List.copyOf(reports);
        outputs = List.copyOf(outputs);
        violations = List.copyOf(violations);
    }

    /**
     * What left an output.
     *
     * @param streams how many were started
     * @param wordsPlayed how many left its audio FIFO
     * @param underruns how often the FIFO was empty when a word was due
     * @param audioInfoframe the bytes of the audio infoframe that was last sent, in hexadecimal; empty where none was
     * @param infoframeLateNanos how long after a stream's first word its infoframe was first sent, at worst; negative
     *     if it never was
     */
    public record Output(
            @JsonProperty("streams") long streams,
            @JsonProperty("wordsPlayed") long wordsPlayed,
            @JsonProperty("underruns") long underruns,
            @JsonProperty("audioInfoframe") String audioInfoframe,
            @JsonProperty("infoframeLateNanos") long infoframeLateNanos) {}
}
