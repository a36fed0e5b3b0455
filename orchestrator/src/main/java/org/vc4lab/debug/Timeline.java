// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.debug.Breakpoints.PassedStop;
import org.vc4lab.guest.AudioOutput;
import org.vc4lab.guest.DebuggedGuest;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.Qom;
import org.vc4lab.guest.ReadyGuest;
import org.vc4lab.lab.TrialReplay;

/**
 * A trial that one can go to any time of. A time of the guest's clock is a place in the run: each instruction that some
 * processor executes has one of its own. To go back is to go on from an earlier machine.
 */
public final class Timeline implements DebugTarget, AutoCloseable {
    /** What QEMU calls the state of a machine that cannot go on. */
    private static final Set<String> ENDS = Set.of("shutdown", "internal-error");

    /** A machine executes it in some 0.2 s. */
    static final Duration SLICE = Duration.ofMillis(100);

    private final TrialReplay replay;
    private final long beginNanos;
    private final Snapshots snapshots;
    private final Breakpoints breakpoints = new Breakpoints();
    private DebuggedGuest machine;
    private boolean canSave;
    private StubChannel stub;

    /** A trial that is where its scenario begins. */
    public Timeline(TrialReplay replay) throws IOException, InterruptedException {
        this(replay, replay.restore(replay.booted()), OptionalLong.empty());
    }

    /** The same; it can save the machine on its way. */
    static Timeline toSave(TrialReplay replay) throws IOException, InterruptedException {
        Timeline timeline = new Timeline(replay, replay.restoreToSave(replay.booted()), OptionalLong.empty());
        timeline.canSave = true;
        return timeline;
    }

    /** @param begin empty if the machine is at it */
    private Timeline(TrialReplay replay, DebuggedGuest machine, OptionalLong begin)
            throws IOException, InterruptedException {
        this.replay = replay;
        this.machine = machine;
        try {
            this.stub = new StubChannel(machine.stub());
            this.beginNanos = begin.isPresent() ? begin.getAsLong() : time();
        } catch (IOException | InterruptedException | RuntimeException failed) {
            closeGuest(machine);
            throw failed;
        }
        this.snapshots = new Snapshots(replay, beginNanos);
    }

    /**
     * A machine of a trial that an entry of the store has.
     *
     * @param beginNanos when the scenario begins, on the guest's clock
     * @param atNanos when the machine was saved
     */
    record SavedPlace(@JsonProperty("beginNanos") long beginNanos, @JsonProperty("atNanos") long atNanos) {}

    /**
     * Writes a machine into an entry of the store that is a little earlier than a time at most.
     *
     * @return empty if that would be the booted one, which has an entry
     */
    Optional<SavedPlace> save(long atNanos, Path entry) throws IOException, InterruptedException {
        long near = snapshots.near(atNanos);
        if (near == beginNanos) {
            return Optional.empty();
        }
        replay.write(snapshots.at(near), entry);
        return Optional.of(new SavedPlace(beginNanos, near));
    }

    /** A trial that is where an entry of the store has it. */
    static Timeline read(Path entry, SavedPlace place, TrialReplay replay) throws IOException, InterruptedException {
        ReadyGuest saved = replay.read(entry);
        try {
            Timeline timeline = new Timeline(replay, replay.restore(saved), OptionalLong.of(place.beginNanos()));
            timeline.snapshots.add(place.atNanos(), saved);
            return timeline;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            replay.delete(saved);
            throw failed;
        }
    }

    /**
     * Goes on to a time, and saves the machine there, if it goes on from the begin since {@link #toSave}.
     *
     * @return whether it came there
     */
    boolean saveAt(long atNanos) throws IOException, InterruptedException {
        boolean isThere = canSave && atNanos > time() && run(atNanos);
        if (isThere) {
            snapshots.add(atNanos, replay.save(machine));
        }
        return isThere;
    }

    /**
     * Goes to behind the instruction that reaches a milestone.
     *
     * @throws IOException if that is before the scenario, or if the trial ends before
     */
    public void goToFirst(Milestone milestone) throws IOException, InterruptedException {
        if (isBehind(milestone)) {
            throw new IOException(milestone + " comes before the scenario, which begins at " + beginNanos
                    + " ns of the guest's clock");
        }
        long before = time();
        long after = before + SLICE.toNanos();
        for (boolean goesOn = run(after); !isBehind(milestone); goesOn = run(after)) {
            if (!goesOn) {
                throw new IOException("the trial ends without " + milestone);
            }
            before = after;
            after += SLICE.toNanos();
        }
        after = Math.min(after, time()); // at the end of the trial
        while (after - before > 1) {
            long middle = before + (after - before) / 2;
            goTo(middle);
            if (isBehind(milestone)) {
                after = middle;
            } else {
                before = middle;
            }
        }
        goTo(after);
    }

    boolean isBehind(Milestone milestone) throws IOException, InterruptedException {
        return milestone.isReached(machine.guest());
    }

    /**
     * Goes to a time of the guest's clock.
     *
     * @throws IOException if the trial begins later or ends before
     */
    public void goTo(long atNanos) throws IOException, InterruptedException {
        if (atNanos < time()) {
            restore(snapshots.at(snapshots.near(atNanos)));
        }
        if (!run(atNanos)) {
            throw new IOException(
                    "the trial ends at " + time() + " ns of the guest's clock, before " + atNanos + " ns");
        }
    }

    private void restore(ReadyGuest saved) throws IOException, InterruptedException {
        closeMachine();
        canSave = false;
        machine = replay.restore(saved);
        stub = new StubChannel(machine.stub());
    }

    /** Returns whether it came to that time. */
    boolean run(long untilNanos) throws IOException, InterruptedException {
        if (!hasEnded()) {
            machine.guest().resumeUntil(Duration.ofNanos(untilNanos));
            machine.guest().awaitStop();
        }
        return time() >= untilNanos;
    }

    /** Whether a machine that is stopped cannot go on. */
    private boolean hasEnded() throws IOException, InterruptedException {
        return ENDS.contains(machine.guest().awaitStop());
    }

    /** The last breakpoint or watchpoint between here and a later time, to which it goes. */
    Optional<PassedStop> lastStop(
            long untilNanos, Breakpoints stops, Predicate<PassedStop> filter, StubChannel.Attention attention)
            throws IOException, InterruptedException {
        machine.guest().setDeadline(untilNanos);
        return stops.last(stub, this::time, untilNanos, filter, attention);
    }

    @Override
    public long time() throws IOException, InterruptedException {
        return machine.guest().nanos();
    }

    /** Reading them changes nothing. */
    @Override
    public String describeDevices() throws IOException, InterruptedException {
        Qom devices = machine.guest().devices();
        StringBuilder text = new StringBuilder();
        for (AudioOutput output : AudioOutput.ALL) {
            String fifo = output.fifo();
            text.append("audio FIFO " + fifo + ": " + devices.getNumber(fifo, "level") + " words, "
                    + devices.getNumber(fifo, "rate") + " Hz, " + devices.getNumber(fifo, "channels") + " channels, "
                    + devices.getNumber(fifo, "words-played") + " words played, "
                    + devices.getNumber(fifo, "underruns") + " underruns\n");
        }
        return text.toString();
    }

    /** The processor that has executed the last instruction. */
    public int lastProcessor() throws IOException, InterruptedException {
        long[] ends = machine.guest().ranUntilNanos();
        long last = LongStream.of(ends).max().orElse(0);
        return (int) LongStream.of(ends).takeWhile(end -> end < last).count();
    }

    @Override
    public String ask(String packet) throws IOException, InterruptedException {
        return Breakpoints.isChange(packet) ? breakpoints.change(packet, stub) : stub.ask(packet);
    }

    /** It runs to the end of the trial at most. */
    @Override
    public String run(String packet, StubChannel.Attention attention) throws IOException, InterruptedException {
        if (hasEnded()) { // QEMU would not answer
            return select("T03thread:" + StubChannel.threadOf(lastProcessor()) + ";");
        }
        machine.guest().setDeadline(machine.guest().machine().guestLimit().toNanos());
        breakpoints.insert(stub);
        String reply = stub.run(packet, attention);
        breakpoints.remove(stub);
        return reply;
    }

    @Override
    public String reverseStep(int processor) throws IOException, InterruptedException {
        long start = machine.guest().ranUntilNanos()[processor] - replay.instructionNanos();
        if (start < beginNanos) {
            return goToBegin();
        }
        goTo(start);
        return select(StubChannel.TRAP + "thread:" + StubChannel.threadOf(processor) + ";");
    }

    @Override
    public String reverseContinue(StubChannel.Attention attention) throws IOException, InterruptedException {
        long place = time();
        StubChannel.UserInterrupt interrupt = new StubChannel.UserInterrupt(attention);
        for (long until = place; until > beginNanos; ) {
            long from = snapshots.before(until, interrupt);
            Optional<PassedStop> stop = Optional.empty();
            if (!interrupt.wasRequested()) {
                restore(snapshots.at(from));
                stop = lastStop(until, breakpoints, any -> true, interrupt);
            }
            if (interrupt.wasRequested()) {
                goTo(place);
                return select("T02thread:" + StubChannel.threadOf(lastProcessor()) + ";");
            }
            if (stop.isPresent()) {
                goTo(stop.get().atNanos());
                return select(stop.get().reply());
            }
            until = from;
        }
        return goToBegin();
    }

    private String goToBegin() throws IOException, InterruptedException {
        goTo(beginNanos);
        return select(StubChannel.TRAP + "replaylog:begin;thread:" + StubChannel.threadOf(lastProcessor()) + ";");
    }

    /** Lets the stub look at the processor that a reply names, as it does after a stop of its own. */
    private String select(String reply) throws IOException, InterruptedException {
        stub.ask("Hg" + StubChannel.stoppedThread(reply));
        return reply;
    }

    /** When the scenario begins. */
    long beginNanos() {
        return beginNanos;
    }

    /** The machine at this place, until it goes elsewhere. */
    Guest guest() {
        return machine.guest();
    }

    /** How many machines were saved and not deleted since. */
    int savedMachines() {
        return snapshots.count();
    }

    private void closeMachine() throws IOException {
        try {
            stub.close();
        } finally {
            closeGuest(machine);
        }
    }

    private static void closeGuest(DebuggedGuest ending) throws IOException {
        try {
            ending.close();
        } finally {
            PathUtils.delete(ending.guest().machine().folder());
        }
    }

    @Override
    public void close() throws IOException {
        try (snapshots) {
            closeMachine();
        }
    }
}
