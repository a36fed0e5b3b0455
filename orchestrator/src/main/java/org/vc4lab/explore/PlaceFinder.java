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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * @param detail which other calls count, and what places are inside of
 */
record PlaceFinder(Set<String> functions, Set<String> changedFunctions, PlaceDetail detail) {
    /** What counts besides the functions, and what places are inside of. */
    enum PlaceDetail {
        /** Calls of these functions. */
        FUNCTIONS,
        /** Also calls, within them, that synchronize processors. */
        LOCKS,
        /** Calls of these functions; each place is inside of a command for a device: a start is not a stop. */
        COMMANDS
    }

    /** Symbols do not say of which file some global functions are, but the candidate names those that it changes. */
    PlaceFinder {
        functions =
                Stream.concat(functions.stream(), changedFunctions.stream()).collect(Collectors.toUnmodifiableSet());
        changedFunctions = Set.copyOf(changedFunctions);
    }

    /** More different first arguments are no devices, but memory that is allocated for each call. */
    private static final int MOST_DEVICES = 4;

    private static final Pattern SMALL_NUMBER = Pattern.compile("0x[0-9a-f]");

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
                Stream.concat(functions.stream(), detail == PlaceDetail.LOCKS ? SYNCHRONIZING.stream() : Stream.empty())
                        .toList(),
                window.fromNanos(),
                window.untilNanos());
    }

    /** In long windows these are more calls than the witness writes. */
    PlaceFinder withoutLocks() {
        return new PlaceFinder(functions, changedFunctions, PlaceDetail.FUNCTIONS);
    }

    /** Only commands of functions that the candidate changes, or of the changed files if none of those is known. */
    PlaceFinder ofChangedCommands() {
        return new PlaceFinder(
                changedFunctions.isEmpty() ? functions : Set.of(), changedFunctions, PlaceDetail.COMMANDS);
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
        Map<String, Set<String>> devices = detail == PlaceDetail.COMMANDS ? devicesOf(calls) : Map.of();
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
                FunctionCall inner = ofTask.element();
                String inside = detail == PlaceDetail.COMMANDS ? commandOf(inner, devices) : inner.function();
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

    /** The first arguments of functions, as far as they are few. */
    private static Map<String, Set<String>> devicesOf(List<FunctionCall> calls) {
        Map<String, Set<String>> devices = calls.stream()
                .collect(Collectors.groupingBy(
                        FunctionCall::function,
                        Collectors.flatMapping(call -> call.arguments().stream().limit(1), Collectors.toSet())));
        devices.values().removeIf(addresses -> addresses.size() > MOST_DEVICES);
        return devices;
    }

    /**
     * The function with what it is called for. Registers behind the last argument hold anything, and addresses other
     * than the device's differ from call to call.
     */
    private static String commandOf(FunctionCall call, Map<String, Set<String>> devices) {
        Set<String> known = devices.getOrDefault(call.function(), Set.of());
        List<String> arguments = call.arguments();
        return IntStream.range(0, arguments.size())
                .mapToObj(i -> (i == 0 && known.contains(arguments.get(i)))
                                || SMALL_NUMBER.matcher(arguments.get(i)).matches()
                        ? arguments.get(i)
                        : "-")
                .collect(Collectors.joining(", ", call.function() + "(", ")"));
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
