// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceObservations;
import org.vc4lab.kernellog.Report;
import org.vc4lab.lab.audio.ExpectedSound;
import org.vc4lab.lab.audio.Iec958;
import org.vc4lab.lab.audio.ToneMatcher;
import org.vc4lab.lab.audio.WaveFile;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.Evidence.OutputEvidence;
import org.vc4lab.lab.model.Evidence.Termination;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.WitnessEvidence;
import org.vc4lab.lab.witness.WatchedKernel;
import org.vc4lab.lab.witness.Witness;

/**
 * Collects the evidence of a trial from the files in its folder.
 *
 * @param kernelNotes what is out of the ordinary about how the kernel was made
 * @param inlinedFunctions of the trial's kernel
 * @param witness empty if the machine had none
 */
public record EvidenceReader(
        Trial trial,
        ClockMode clockMode,
        List<CanaryCheck> checks,
        List<String> kernelNotes,
        TrialFolder files,
        Path tone,
        InlinedFunctions inlinedFunctions,
        Optional<Witness> witness) {
    private static final System.Logger LOG = System.getLogger(EvidenceReader.class.getName());

    public EvidenceReader {
        checks = List.copyOf(checks);
        kernelNotes = List.copyOf(kernelNotes);
    }

    /**
     * Reads them, and compares what must agree.
     *
     * @param transcript what init wrote past the console
     */
    public Evidence read(
            Termination termination, DeviceObservations observed, Path console, Path transcript, Duration wall)
            throws IOException, InterruptedException {
        ConsoleLog log = ConsoleLog.read(console);
        List<String> lines = log.lines();
        ConsoleTranscript structure =
                TranscriptParser.parse(lines, ConsoleLog.read(transcript).lines());
        ReportMatcher matcher = new ReportMatcher(trial.ofCase().reports().patterns(), lines, structure);
        List<Report> parsedReports = parseReports(log, structure.canary().begin());
        List<TrialReport> reports = List.of();
        Optional<WitnessEvidence> witnessEvidence = Optional.empty();
        List<Optional<AudioResult>> audio = new ArrayList<>();
        Termination effectiveTermination = findExcess(log, parsedReports.size())
                .filter(excess -> termination.kind() != Termination.TerminationKind.LOST)
                .map(excess -> new Termination(Termination.TerminationKind.DEADLINE, excess))
                .orElse(termination);
        try {
            reports = matcher.toTrialReports(parsedReports, inlinedFunctions);
            witnessEvidence = readWitness();
            for (int card : trial.scenario().cards()) {
                audio.add(compareAudio(
                        card, trial.scenario().audio().orElseThrow().playback()));
            }
        } catch (WaveFile.WaveFormatException | KernelDebugInfo.NoToolsException failed) {
            LOG.log(Level.DEBUG, "the verdict will be INFRA", failed);
            effectiveTermination =
                    new Termination(Termination.TerminationKind.LOST, String.valueOf(failed.getMessage()));
        }
        return new Evidence(
                Evidence.TrialSetup.of(trial, clockMode, checks, kernelNotes),
                new Evidence.LogEvidence(
                        effectiveTermination,
                        structure,
                        reports,
                        trial.ofCase().reports().known(),
                        DriverErrorScanner.scan(
                                lines, trial.ofCase().reports().driverErrorPatterns(), reports, structure),
                        DriverErrorScanner.count(lines, trial.scenario().logWords(), structure)),
                new Evidence.HardwareEvidence(
                        observed.outputs().stream().findFirst(),
                        audio.stream().findFirst().flatMap(first -> first),
                        otherOutputs(observed, audio),
                        observed.violations(),
                        observed.counters(),
                        observed.changes()),
                witnessEvidence,
                wall);
    }

    private Optional<WitnessEvidence> readWitness() throws IOException, InterruptedException {
        if (witness.isEmpty()) {
            return Optional.empty();
        }
        Optional<WatchedKernel> kernel = witness.get().kernel();
        return Optional.of(
                kernel.isEmpty()
                        ? WitnessEvidence.absent(witness.get().problem())
                        : new WitnessLog(kernel.get(), trial.ofCase().reports(), inlinedFunctions)
                                .read(files.witnessLog()));
    }

    private List<OutputEvidence> otherOutputs(DeviceObservations observed, List<Optional<AudioResult>> audio) {
        List<Integer> cards = trial.scenario().cards();
        List<OutputEvidence> outputs = new ArrayList<>();
        for (int i = 1; i < Math.min(observed.outputs().size(), audio.size()); i++) {
            outputs.add(new OutputEvidence(cards.get(i), observed.outputs().get(i), audio.get(i)));
        }
        return outputs;
    }

    /**
     * The canary's phase is parsed separately: its reports must not be folded into an equal one before it, because only
     * a report in that phase proves that the checks were on.
     */
    private static List<Report> parseReports(ConsoleLog log, OptionalLong canaryBegin) throws IOException {
        List<Report> reports = log.parseReports(1);
        if (canaryBegin.isEmpty()) {
            return reports;
        }
        long begin = canaryBegin.getAsLong();
        return Stream.concat(
                        reports.stream().filter(report -> report.firstLine() < begin), log.parseReports(begin).stream())
                .toList();
    }

    /** What the guest left too much of: a limit of the lab that a guest goes beyond is the kernel's fault. */
    private Optional<String> findExcess(ConsoleLog log, int reports) {
        if (reports > ConsoleLog.MOST_REPORTS) {
            return Optional.of("the kernel reported more than the limit of " + ConsoleLog.MOST_REPORTS + " reports");
        }
        return log.excess().map(excess -> "the guest printed " + excess).or(() -> trial.scenario().cards().stream()
                .filter(this::isCaptureTooLarge)
                .map(card -> "the guest played more than the limit of " + WaveFile.LIMIT_MIB + " MiB")
                .findFirst());
    }

    private boolean isCaptureTooLarge(int card) {
        return files.capturedWords(card).toFile().length() > (long) WaveFile.LIMIT_MIB << 20;
    }

    private Optional<AudioResult> compareAudio(int card, Scenario.Playback playback) throws IOException {
        Path words = files.capturedWords(card);
        if (!Files.exists(words) || isCaptureTooLarge(card)) {
            return Optional.empty();
        }
        WaveFile captured = WaveFile.read(words);
        if (captured.bits() != Integer.SIZE) {
            throw new WaveFile.WaveFormatException(words, "a capture has words of 32 bits");
        }
        if (captured.words().length == 0) {
            return Optional.empty();
        }
        WaveFile.ofShorts(captured.rate(), captured.channels(), Iec958.toSamples(captured.words()))
                .write(files.capturedSound(card));
        return Optional.of(ToneMatcher.compare(ExpectedSound.of(playback, WaveFile.read(tone)), captured));
    }
}
