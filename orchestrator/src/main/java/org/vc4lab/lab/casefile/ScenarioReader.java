// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.vc4lab.guest.DeviceCounter;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.casefile.CaseDocument.AudioSection;
import org.vc4lab.lab.casefile.CaseDocument.ChangeSection;
import org.vc4lab.lab.casefile.CaseDocument.FormatSection;
import org.vc4lab.lab.casefile.CaseDocument.RequirementSection;
import org.vc4lab.lab.casefile.CaseDocument.ScenarioSection;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.RequiredEvidence;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Scenario.ScenarioAudio;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Yaml.YamlException;

record ScenarioReader(CaseChecks checks, Faults faults, DeviceNames devices) {
    /** The room for a scenario in the guest's memory: ROOM_SIZE of virtual_hand_in.c. */
    private static final int LIMIT_BYTES = 16 << 10;

    /** What a schedule has the guest run before it. */
    private static final String LONGEST_COMMANDS = Schedule.fixed(OptionalInt.of(Schedule.PROCESSORS - 1))
            .withoutGauge()
            .guestCommands();

    /** CTA-861 has no more for linear PCM. */
    private static final int MAXIMUM_RATE = 192_000;

    /** CTA-861 has no more, and all of them in a stream of high bit rate. */
    private static final int MAXIMUM_CHANNELS = 8;

    List<Scenario> read(Map<String, ScenarioSection> entries) throws YamlException {
        checks.names("scenarios", entries, "scenario");
        List<Scenario> scenarios = new ArrayList<>();
        for (var entry : entries.entrySet()) {
            scenarios.add(read("scenarios." + entry.getKey(), entry.getKey(), entry.getValue()));
        }
        return scenarios;
    }

    private Scenario read(String key, String name, ScenarioSection entry) throws YamlException {
        Optional<ScenarioAudio> audio = entry.audio().isPresent()
                ? Optional.of(audio(key + ".audio", entry.audio().get()))
                : Optional.empty();
        List<FaultInjection> injections =
                injections(key + ".faults", entry.faults().orElse(List.of()));
        for (int i = 0; i < injections.size(); i++) {
            if (audio.isEmpty() && injections.get(i).fault().needsAudio()) {
                throw checks.yaml()
                        .valueError(
                                CaseChecks.item(key + ".faults", i),
                                "waits for sound, and the scenario has no 'audio'");
            }
        }
        Scenario scenario = new Scenario(
                name,
                entry.run(),
                audio,
                changes(key + ".meanwhile", entry.changes().orElse(List.of())),
                injections,
                entry.tolerates().orElse(List.of()),
                Duration.ofSeconds(checks.atLeast(1, key + ".guestSeconds", entry.guestSeconds())),
                evidence(key + ".evidence", entry.evidence().orElse(List.of())));
        int bytes = scenario.text(Integer.MAX_VALUE, LONGEST_COMMANDS).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LIMIT_BYTES) {
            throw checks.yaml()
                    .valueError(
                            key + ".run",
                            "has " + bytes + " bytes with the scenario's name, its time and the commands of evidence,"
                                    + " limit " + LIMIT_BYTES);
        }
        return scenario;
    }

    private ScenarioAudio audio(String key, AudioSection entry) throws YamlException {
        if (entry.cards().isEmpty()) {
            throw checks.yaml().valueError(key + ".cards", "needs at least one card");
        }
        for (int i = 0; i < entry.cards().size(); i++) {
            checks.atLeast(0, CaseChecks.item(key + ".cards", i), entry.cards().get(i));
        }
        if (entry.frames().isPresent()) {
            checks.atLeast(1, key + ".frames", entry.frames().getAsInt());
        }
        Scenario.Playback playback = new Scenario.Playback(
                checks.atLeast(0, key + ".plays", entry.plays()),
                entry.frames().orElse(0),
                checks.atLeast(0, key + ".periodInterrupts", entry.periodInterrupts()),
                entry.format().isPresent()
                        ? Optional.of(format(key + ".format", entry.format().get()))
                        : Optional.empty(),
                entry.speakers().orElse(List.of()));
        checkSpeakers(key, playback);
        return new ScenarioAudio(entry.cards(), playback);
    }

    private Scenario.StreamFormat format(String key, FormatSection entry) throws YamlException {
        Scenario.StreamFormat format = new Scenario.StreamFormat(
                checks.between(1, MAXIMUM_RATE, key + ".rate", entry.rate()),
                checks.between(1, MAXIMUM_CHANNELS, key + ".channels", entry.channels()),
                entry.highBitRate().orElse(false));
        if (format.highBitRate() && format.channels() != MAXIMUM_CHANNELS) {
            throw checks.yaml().valueError(key + ".channels", "has to be " + MAXIMUM_CHANNELS + " with 'highBitRate'");
        }
        return format;
    }

    private void checkSpeakers(String key, Scenario.Playback playback) throws YamlException {
        if (playback.speakers().isEmpty()) {
            return;
        }
        if (playback.format().isEmpty()) {
            throw checks.yaml().valueError(key + ".speakers", "needs a 'format'");
        }
        if (playback.plays() != 1) {
            throw checks.yaml().valueError(key + ".plays", "has to be 1 with 'speakers'");
        }
        if (playback.isHighBitRate()) {
            throw checks.yaml().valueError(key + ".speakers", "cannot be with 'highBitRate'");
        }
        if (playback.speakers().size() > MAXIMUM_CHANNELS) {
            throw checks.yaml().valueError(key + ".speakers", "has more than " + MAXIMUM_CHANNELS + " channels");
        }
        int channels = playback.format().get().channels();
        for (int i = 0; i < playback.speakers().size(); i++) {
            checks.between(
                    0,
                    channels - 1,
                    CaseChecks.item(key + ".speakers", i),
                    playback.speakers().get(i));
        }
    }

    private List<FaultInjection> injections(String key, List<String> texts) throws YamlException {
        List<FaultInjection> injections = new ArrayList<>();
        for (String text : texts) {
            try {
                injections.add(faults.parseInjection(text));
            } catch (UnknownNameException unknown) {
                throw checks.yaml()
                        .valueError(CaseChecks.item(key, injections.size()), String.valueOf(unknown.getMessage()));
            }
        }
        return injections;
    }

    private List<ScheduledChange> changes(String key, List<ChangeSection> entries) throws YamlException {
        List<ScheduledChange> changes = new ArrayList<>();
        for (ChangeSection entry : entries) {
            changes.add(change(CaseChecks.item(key, changes.size()), entry));
        }
        return changes;
    }

    private ScheduledChange change(String key, ChangeSection entry) throws YamlException {
        DeviceCounter counter = devices.counter(key + ".when", entry.counter());
        return new ScheduledChange(
                counter.device(),
                counter.property(),
                checks.atLeast(1, key + ".reaches", entry.threshold()),
                Duration.ofMillis(checks.atLeast(
                        0, key + ".afterMillis", entry.delayMillis().orElse(0))),
                devices.setting(key + ".set", entry.property(), key + ".to", entry.value()));
    }

    private List<RequiredEvidence> evidence(String key, List<RequirementSection> entries) throws YamlException {
        List<RequiredEvidence> required = new ArrayList<>();
        for (RequirementSection entry : entries) {
            required.add(new RequirementReader(checks, devices, CaseChecks.item(key, required.size()), entry).read());
        }
        return required;
    }
}
