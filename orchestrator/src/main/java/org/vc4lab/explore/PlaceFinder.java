// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.witness.TracedFunctions;
import org.vc4lab.trace.CallLog;
import org.vc4lab.trace.FunctionCall;

/**
 * Finds the places of a run: where processors enter and leave the functions of the changed files, and, while such a
 * function runs, those that take and release locks, wake tasks, queue work, wait or free memory. Between two of them a
 * processor does nothing that keeps others waiting or wakes them, so any moment there is as good as another.
 *
 * @param functions of the changed files
 * @param changedFunctions those of them that the candidate changes, whose places are tried first; some may be missing
 * @param withLocks whether those count that synchronize processors
 */
record PlaceFinder(Set<String> functions, Set<String> changedFunctions, boolean withLocks) {
    /** Symbols do not say of which file some global functions are, but the candidate names those that it changes. */
    PlaceFinder {
        functions =
                Stream.concat(functions.stream(), changedFunctions.stream()).collect(Collectors.toUnmodifiableSet());
        changedFunctions = Set.copyOf(changedFunctions);
    }

    /** Patterns of names. No kernel has all of them. */
    private static final List<String> SYNCHRONIZING = List.of(
            "_raw_spin_*lock*",
            "_raw_read_*lock*",
            "_raw_write_*lock*",
            "rt_spin_*lock*",
            "mutex_*lock*",
            "rt_mutex_*lock*",
            "down",
            "down_*",
            "up",
            "up_*",
            "__wake_up*",
            "wake_up_*",
            "complete",
            "complete_all",
            "wait_for_completion*",
            "prepare_to_wait*",
            "finish_wait",
            "schedule",
            "schedule_timeout*",
            "queue_work_on",
            "queue_delayed_work_on",
            "mod_delayed_work_on",
            "flush_work*",
            "cancel_work*",
            "cancel_delayed_work*",
            "__tasklet_*schedule*",
            "tasklet_kill",
            "synchronize_*",
            "kfree",
            "kfree_sensitive",
            "kzfree",
            "disable_irq*",
            "enable_irq");

    /** What the witness has to write. */
    TracedFunctions traced(TimeWindow window) {
        return new TracedFunctions(
                Stream.concat(functions.stream(), withLocks ? SYNCHRONIZING.stream() : Stream.empty())
                        .toList(),
                window.fromNanos(),
                window.untilNanos());
    }

    /** In long windows these are more calls than the witness writes. */
    PlaceFinder withoutLocks() {
        return new PlaceFinder(functions, changedFunctions, false);
    }

    /** Only functions that the candidate changes, or of the changed files if none of those is known. */
    PlaceFinder ofChangedFunctions() {
        return new PlaceFinder(changedFunctions.isEmpty() ? functions : Set.of(), changedFunctions, false);
    }

    /**
     * The places of a run.
     *
     * @param places in the order of time
     * @param cut whether there are others, as the witness did not write all calls
     */
    record ReadPlaces(List<Place> places, boolean cut) {
        ReadPlaces {
            places = List.copyOf(places);
        }
    }

    /**
     * Reads the places of a window.
     *
     * @param log the witness's file
     */
    ReadPlaces read(Path log, TimeWindow window) throws IOException {
        CallLog calls = CallLog.read(log, address -> "");
        return new ReadPlaces(find(calls.calls(), window), calls.dropped() > 0);
    }

    /** In the order of time; at one time there is at most one. */
    List<Place> find(List<FunctionCall> calls, TimeWindow window) {
        Map<Integer, Deque<FunctionCall>> running = new HashMap<>(); // of the changed files, by task
        List<Place> places = new ArrayList<>();
        for (FunctionCall call : calls) {
            Deque<FunctionCall> ofTask = running.computeIfAbsent(taskOf(call), task -> new ArrayDeque<>());
            while (!ofTask.isEmpty() && endOf(ofTask.element()) <= call.atNanos()) {
                ofTask.pop();
            }
            if (functions.contains(call.function())) {
                ofTask.push(call);
            }
            if (!ofTask.isEmpty()) {
                String inside = ofTask.element().function();
                places.add(new Place(call.atNanos(), call.processor(), call.function(), inside));
                call.returned()
                        .ifPresent(returned -> places.add(new Place(
                                returned.atNanos(), returned.processor(), call.function() + Place.RETURNS, inside)));
            }
        }
        Set<Long> times = new HashSet<>();
        return places.stream()
                .filter(passed -> passed.atNanos() >= window.fromNanos() && passed.atNanos() < window.untilNanos())
                .sorted(Comparator.comparingLong(Place::atNanos))
                .filter(passed -> times.add(passed.atNanos()))
                .toList();
    }

    private static long endOf(FunctionCall call) {
        return call.returned().map(FunctionCall.CallReturn::atNanos).orElse(Long.MAX_VALUE);
    }

    /** Whether a place is in a function that the candidate changes. */
    boolean isChanged(Place passed) {
        return changedFunctions.contains(passed.inside());
    }

    /**
     * Interrupts count for the task that they interrupt. Each processor has an idle task of its own, with the pid 0.
     */
    private static int taskOf(FunctionCall call) {
        int pid = call.pid().orElse(0);
        return pid > 0 ? pid : ~call.processor();
    }
}
