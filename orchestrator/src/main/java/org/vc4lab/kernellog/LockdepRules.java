// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.LOCK_PLACE;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.Kind.LOCKDEP;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/** Lock validation and its neighbours: lockdep, RCU usage, spinlock debugging, preemption checks. */
final class LockdepRules {
    private static final String DEADLOCK = "possible deadlock in %s";

    /** Work items take locks of their own, which the functions of the workqueue take for them. */
    private static final String[] WORK = {"process_one_work", "flush_workqueue", "drain_workqueue", "destroy_workqueue"
    };

    private static final Rule CIRCULAR = Rule.of(
            LOCKDEP,
            "WARNING: possible circular locking dependency detected",
            Namer.in(DEADLOCK, FrameSearch.of(LOCK_PLACE, LOCK_PLACE, STACK).skipping(WORK))
                    .provided("is trying to acquire lock"));

    private static final Rule ORDER = Rule.of(
                    LOCKDEP,
                    "WARNING: ",
                    Namer.in(DEADLOCK, FrameSearch.of(FrameSearch.seek(LockdepRules::becameUnsafe), STACK)))
            .with("-unsafe lock order detected");

    private static final Rule UNLOCK = Rule.of(
            LOCKDEP, "WARNING: bad unlock balance detected!", Namer.in("WARNING: bad unlock balance in %s", unlock()));

    static final List<Rule> RULES = List.of(
            CIRCULAR,
            old("INFO: possible circular locking dependency detected", DEADLOCK, "is trying to acquire lock"),
            place(
                    "WARNING: possible irq lock inversion dependency detected",
                    DEADLOCK,
                    "just changed the state of lock"),
            old("INFO: possible irq lock inversion dependency detected", DEADLOCK, "just changed the state of lock"),
            ORDER,
            old("INFO: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected", DEADLOCK, "is trying to acquire"),
            old("INFO: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected", DEADLOCK, "is trying to acquire"),
            place("WARNING: possible recursive locking detected", DEADLOCK, "is trying to acquire lock"),
            old("INFO: possible recursive locking detected", DEADLOCK, "is trying to acquire lock"),
            Rule.of(
                    LOCKDEP,
                    "WARNING: inconsistent lock state",
                    Namer.in("inconsistent lock state in %s", FrameSearch.callTrace())
                            .provided("takes")),
            old("INFO: inconsistent lock state", "inconsistent lock state in %s", "takes"),
            suspicious("WARNING: suspicious RCU usage"),
            suspicious("INFO: suspicious RCU usage"),
            UNLOCK,
            Rule.of(LOCKDEP, "BUG: bad unlock balance detected!", Namer.in("BUG: bad unlock balance in %s", unlock())),
            Rule.of(LOCKDEP, "WARNING: bad contention detected!", Namer.in("WARNING: bad contention in %s", unlock())),
            place("WARNING: held lock freed!", "WARNING: held lock freed in %s", ""),
            old("BUG: held lock freed!", "BUG: held lock freed in %s", ""),
            place("WARNING: ", "WARNING: still has locks held in %s", "").with("still has locks held!"),
            old("BUG: ", "BUG: still has locks held in %s", "").with("still has locks held!"),
            returning("WARNING: lock held when returning to user space"),
            returning("BUG: lock held when returning to user space"),
            Rule.of(
                    LOCKDEP,
                    "WARNING: Nested lock was not taken",
                    Namer.in("WARNING: nested lock was not taken in %s", FrameSearch.warning())),
            Rule.of(LOCKDEP, "BUG: Invalid wait context", Namer.in("WARNING: locking bug in %s", waitContext())),
            Rule.of(
                    LOCKDEP,
                    "INFO: trying to register non-static key",
                    Namer.in(
                            "INFO: trying to register non-static key in %s",
                            FrameSearch.callTrace().skipping("stack", "lock", "IRQ"))),
            Rule.of(LOCKDEP, "BUG: using ", LockdepRules::preemptible).with("() in preemptible"),
            debugged("BUG: spinlock "),
            debugged("BUG: rwlock "),
            Rule.of(LOCKDEP, "BUG: MAX_LOCK", Namer.headline()).with("too low!"),
            leaked("BUG: workqueue leaked lock or atomic"),
            leaked("BUG: workqueue leaked atomic, lock or RCU"),
            Rule.of(LOCKDEP, "BUG: ", Namer.always("BUG: lock debugging failed its self-test"))
                    .with("unexpected failures (out of")
                    .has(Trait.NO_TRACE));

    private LockdepRules() {}

    private static Rule place(String anchor, String title, String words) {
        return Rule.of(LOCKDEP, anchor, Namer.lockPlace(title, words));
    }

    /** Kernels up to 4.12 put the headline in brackets and headed it INFO or BUG. */
    private static Rule old(String anchor, String title, String words) {
        Namer namer = Namer.lockPlace(title, words);
        Namer orAddress = body -> {
            String function = words.isEmpty() ? firstBehindAddress(body) : "";
            return function.isEmpty() ? namer.name(body) : Name.of(title.replace("%s", function));
        };
        return Rule.of(LOCKDEP, anchor, orAddress);
    }

    private static String firstBehindAddress(Body body) {
        for (int i = 1; i < body.size(); i++) {
            String function = LockLine.behindAddress(body.text(i));
            if (!function.isEmpty()) {
                return function;
            }
        }
        return "";
    }

    private static Rule suspicious(String anchor) {
        Namer namer = Namer.in(anchor + " in %s", FrameSearch.callTrace().skipping("rcu", "kmem", "slab"));
        return Rule.of(
                LOCKDEP,
                anchor,
                body -> Sources.anyIn(body) ? namer.name(body) : Name.flawed(body.headline(), Name.NO_DETAILS));
    }

    private static FrameSearch unlock() {
        return FrameSearch.of(
                FrameSearch.seek(text -> {
                    String function = LockLine.behindAddress(text);
                    return function.isEmpty() ? null : List.of(function);
                }),
                CALL_TRACE,
                STACK);
    }

    private static FrameSearch waitContext() {
        return FrameSearch.callTrace().skipping("lock_sock", "release_sock");
    }

    private static @Nullable List<String> becameUnsafe(String text) {
        int became = text.indexOf("which became ");
        return became >= 0 && text.indexOf(" at:", became) >= 0 ? List.of() : null;
    }

    private static Rule returning(String anchor) {
        return Rule.of(LOCKDEP, anchor, Namer.lockPlace(anchor + " in %s", "leaving the kernel with locks still held"))
                .has(Trait.NO_TRACE);
    }

    /** "BUG: using smp_processor_id() in preemptible [00000000] code: aplay/140". */
    private static Name preemptible(Body body) {
        String accessor = Scan.between(body.headline(), "BUG: using ", "()");
        FrameSearch search = FrameSearch.callTrace()
                .skipping("dump_stack", "preemption", "preempt", "debug_", "processor_id", "this_cpu");
        return Namer.in("BUG: using " + accessor + "() in preemptible code in %s", search)
                .name(body);
    }

    private static final List<String> SPINLOCK_COMPLAINTS = List.of(
            "lockup suspected",
            "already unlocked",
            "recursion",
            "cpu recursion",
            "bad magic",
            "wrong owner",
            "wrong CPU",
            "trylock failure on UP");

    /** "BUG: spinlock bad magic on CPU#0, aplay/140". */
    private static Rule debugged(String anchor) {
        FrameSearch search = FrameSearch.callTrace().skipping("spin_", "_lock", "_unlock");
        return Rule.of(LOCKDEP, anchor, body -> {
                    String complaint = complaint(body.headline(), anchor);
                    return Namer.in(anchor + complaint + " in %s", search).name(body);
                })
                .when(headline -> !complaint(headline, anchor).isEmpty());
    }

    private static String complaint(String headline, String anchor) {
        return SPINLOCK_COMPLAINTS.stream()
                .filter(complaint -> headline.startsWith(complaint, anchor.length()))
                .findFirst()
                .orElse("");
    }

    private static Rule leaked(String anchor) {
        return Rule.of(LOCKDEP, anchor, body -> {
                    int line = body.find("last function: ", 1);
                    String function = line < 0 ? "" : behind(body.text(line), "last function: ");
                    String title = "BUG: workqueue leaked lock or atomic";
                    return function.isEmpty()
                            ? Name.flawed(body.headline(), Name.NO_DETAILS)
                            : Name.of(title + " in " + function);
                })
                .has(Trait.NO_TRACE);
    }

    private static String behind(String text, String words) {
        int start = text.indexOf(words) + words.length();
        return text.substring(start, Scan.word(text, start));
    }
}
