// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;

/**
 * The outline of a sound, to be drawn: the lowest and the highest sample of all channels in stretches of equal length.
 *
 * @param seconds its duration
 * @param low of -32768 to 32767, as many as {@code high}
 */
public record Waveform(
        @JsonProperty("seconds") double seconds,
        @JsonProperty("low") List<Integer> low,
        @JsonProperty("high") List<Integer> high) {
    public Waveform {
        low = List.copyOf(low);
        high = List.copyOf(high);
    }

    /** The part of the beginning that is shown: some periods of a tone. */
    private static final double CLOSE_SECONDS = 0.02;

    /** The tone that a trial plays, and what left the audio FIFO of the scenario's first output. */
    public record SoundComparison(
            @JsonProperty("source") Sound source, @JsonProperty("capture") Optional<Sound> capture) {}

    /** A whole sound, and its beginning from the first sample that is not silent. */
    public record Sound(@JsonProperty("all") Waveform whole, @JsonProperty("beginning") Waveform beginning) {
        static Sound of(WaveFile wave, int columns) {
            short[] samples = wave.shorts();
            int from = 0;
            while (from < samples.length && samples[from] == 0) {
                from++;
            }
            from -= from % wave.channels();
            int beginningLength = ((int) (CLOSE_SECONDS * wave.rate())) * wave.channels();
            short[] beginning = Arrays.copyOfRange(samples, from, Math.min(samples.length, from + beginningLength));
            return new Sound(
                    Waveform.of(wave, columns),
                    Waveform.of(WaveFile.ofShorts(wave.rate(), wave.channels(), beginning), columns));
        }
    }

    /**
     * Reads both sounds.
     *
     * @param audio what the trial plays, in which it captures at least one output
     * @param tone the whole tone
     * @param folder of the trial
     * @param columns how many stretches
     */
    public static SoundComparison of(Scenario.ScenarioAudio audio, Path tone, Path folder, int columns)
            throws IOException {
        Path sound = new Trial.TrialFolder(folder).capturedSound(audio.cards().get(0));
        WaveFile source =
                ExpectedSound.of(audio.playback(), WaveFile.read(tone)).sound();
        return new SoundComparison(
                Sound.of(source, columns),
                Files.exists(sound) ? Optional.of(Sound.of(WaveFile.read(sound), columns)) : Optional.empty());
    }

    static Waveform of(WaveFile wave, int columns) {
        short[] samples = wave.shorts();
        int frames = samples.length / wave.channels();
        List<Integer> low = new ArrayList<>();
        List<Integer> high = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            int from = (int) ((long) frames * column / columns) * wave.channels();
            int to = (int) ((long) frames * (column + 1) / columns) * wave.channels();
            int end = Math.min(
                    samples.length,
                    Math.max(to, from + wave.channels())); // a stretch without a frame shows the next one
            int lowest = from < end ? Short.MAX_VALUE : 0;
            int highest = from < end ? Short.MIN_VALUE : 0;
            for (int i = from; i < end; i++) {
                lowest = Math.min(lowest, samples[i]);
                highest = Math.max(highest, samples[i]);
            }
            low.add(lowest);
            high.add(highest);
        }
        return new Waveform((double) frames / wave.rate(), low, high);
    }
}
