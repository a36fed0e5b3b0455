// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.kernellog.Report;

/** Makes evidence of what a trial left in its folder. */
final class EvidenceReader {
    private final Trial trial;
    private final RunProfile runProfile;
    private final List<Canary> checks;
    private final TrialFolder files;
    private final Path tone;

    EvidenceReader(Trial trial, RunProfile runProfile, List<Canary> checks, TrialFolder files, Path tone) {
        this.trial = trial;
        this.runProfile = runProfile;
        this.checks = List.copyOf(checks);
        this.files = files;
        this.tone = tone;
    }

    Evidence read(Ending ending, Observations observed, Path console, Duration wall) throws IOException {
        // a guest may print any bytes
        String log = Files.exists(console) ? Files.readString(console, StandardCharsets.ISO_8859_1) : "";
        // as the parser of the log counts lines: a lone carriage return ends none
        List<String> lines = List.of(log.split("\n", -1));
        ConsoleTranscript transcript = TranscriptParser.parse(lines);
        ReportMatcher matcher = new ReportMatcher(trial.ofCase().reports(), lines, transcript);
        List<SeenReport> reports = reports(log, lines, transcript.canary().begin()).stream()
                .map(matcher::seen)
                .toList();
        List<Optional<AudioResult>> audio = new ArrayList<>();
        Ending judged = ending;
        try {
            for (int card : trial.scenario().cards()) {
                audio.add(audio(card));
            }
        } catch (WaveFormatException unreadable) {
            judged = new Ending(Ending.Kind.LOST, String.valueOf(unreadable.getMessage()));
        }
        return new Evidence(
                trial.ofCase().name(),
                trial.candidate().name(),
                trial.scenario().name(),
                trial.profile().name(),
                trial.faults().stream().map(ChosenFault::described).toList(),
                runProfile,
                checks,
                judged,
                transcript,
                reports,
                trial.ofCase().known(),
                Complaints.in(lines, trial.ofCase().complaints(), reports, transcript),
                observed.first(),
                audio.stream().findFirst().flatMap(first -> first),
                others(observed, audio),
                observed.changes(),
                wall);
    }

    private List<OutputEvidence> others(Observations observed, List<Optional<AudioResult>> audio) {
        List<Integer> cards = trial.scenario().cards();
        List<OutputEvidence> all = new ArrayList<>();
        for (int i = 1; i < Math.min(observed.devices().size(), audio.size()); i++) {
            all.add(new OutputEvidence(cards.get(i), observed.devices().get(i), audio.get(i)));
        }
        return all;
    }

    /**
     * The canary's phase is read for itself: what happens in it must not be folded into an equal report of before, as
     * only a report of that phase proves that the checks were on in it.
     */
    private static List<Report> reports(String log, List<String> lines, OptionalLong canary) throws IOException {
        List<Report> all = KernelLogParser.parse(new StringReader(log));
        if (canary.isEmpty()) {
            return all;
        }
        long begin = canary.getAsLong();
        int before = (int) begin - 1;
        String rest = "\n".repeat(before) + String.join("\n", lines.subList(before, lines.size()));
        return Stream.concat(
                        all.stream().filter(report -> report.firstLine() < begin),
                        KernelLogParser.parse(new StringReader(rest)).stream())
                .toList();
    }

    private Optional<AudioResult> audio(int card) throws IOException {
        Path words = files.words(card);
        if (!Files.exists(words)) {
            return Optional.empty();
        }
        WaveFile captured = WaveFile.read(words);
        if (captured.bits() != Integer.SIZE) {
            throw new WaveFormatException(words, "a capture has words of 32 bits");
        }
        if (captured.words().length == 0) {
            return Optional.empty();
        }
        WaveFile.ofShorts(captured.rate(), captured.channels(), Iec958.samples(captured.words()))
                .write(files.sound(card));
        Scenario.Playback playback = trial.scenario().playback();
        return Optional.of(
                ToneSearch.compare(WaveFile.read(tone).first(playback.frames()), captured, playback.plays()));
    }
}
