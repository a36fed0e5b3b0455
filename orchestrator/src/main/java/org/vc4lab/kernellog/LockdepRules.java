// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.LOCK_SITE;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.ReportKind.LOCKDEP;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/** Lock validation and its neighbours: lockdep, RCU usage, spinlock debugging, preemption checks. */
final class LockdepRules {
    private static final String DEADLOCK = "possible deadlock in %s";

    /** Work items take locks of their own, which the functions of the workqueue take for them. */
    private static final String[] WORKQUEUE_FUNCTIONS = {
        "process_one_work", "flush_workqueue", "drain_workqueue", "destroy_workqueue"
    };

    private static final Rule CIRCULAR = Rule.of(
            LOCKDEP,
            "WARNING: possible circular locking dependency detected",
            TitleExtractor.withFunction(
                            DEADLOCK,
                            FrameSearch.of(LOCK_SITE, LOCK_SITE, STACK).skipping(WORKQUEUE_FUNCTIONS))
                    .requiring("is trying to acquire lock"));

    private static final Rule ORDER = Rule.of(
                    LOCKDEP,
                    "WARNING: ",
                    TitleExtractor.withFunction(
                            DEADLOCK, FrameSearch.of(FrameSearch.seek(LockdepRules::becameUnsafe), STACK)))
            .containing("-unsafe lock order detected");

    private static final Rule UNLOCK = Rule.of(
            LOCKDEP,
            "WARNING: bad unlock balance detected!",
            TitleExtractor.withFunction("WARNING: bad unlock balance in %s", unlock()));

    static final List<Rule> RULES = List.of(
            CIRCULAR,
            legacyRule("INFO: possible circular locking dependency detected", DEADLOCK, "is trying to acquire lock"),
            lockSiteRule(
                    "WARNING: possible irq lock inversion dependency detected",
                    DEADLOCK,
                    "just changed the state of lock"),
            legacyRule(
                    "INFO: possible irq lock inversion dependency detected",
                    DEADLOCK,
                    "just changed the state of lock"),
            ORDER,
            legacyRule("INFO: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected", DEADLOCK, "is trying to acquire"),
            legacyRule("INFO: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected", DEADLOCK, "is trying to acquire"),
            lockSiteRule("WARNING: possible recursive locking detected", DEADLOCK, "is trying to acquire lock"),
            legacyRule("INFO: possible recursive locking detected", DEADLOCK, "is trying to acquire lock"),
            Rule.of(
                    LOCKDEP,
                    "WARNING: inconsistent lock state",
                    TitleExtractor.withFunction("inconsistent lock state in %s", FrameSearch.callTrace())
                            .requiring("takes")),
            legacyRule("INFO: inconsistent lock state", "inconsistent lock state in %s", "takes"),
            rcuUsageRule("WARNING: suspicious RCU usage"),
            rcuUsageRule("INFO: suspicious RCU usage"),
            UNLOCK,
            Rule.of(
                    LOCKDEP,
                    "BUG: bad unlock balance detected!",
                    TitleExtractor.withFunction("BUG: bad unlock balance in %s", unlock())),
            Rule.of(
                    LOCKDEP,
                    "WARNING: bad contention detected!",
                    TitleExtractor.withFunction("WARNING: bad contention in %s", unlock())),
            lockSiteRule("WARNING: held lock freed!", "WARNING: held lock freed in %s", ""),
            legacyRule("BUG: held lock freed!", "BUG: held lock freed in %s", ""),
            lockSiteRule("WARNING: ", "WARNING: still has locks held in %s", "").containing("still has locks held!"),
            legacyRule("BUG: ", "BUG: still has locks held in %s", "").containing("still has locks held!"),
            returnToUserRule("WARNING: lock held when returning to user space"),
            returnToUserRule("BUG: lock held when returning to user space"),
            Rule.of(
                    LOCKDEP,
                    "WARNING: Nested lock was not taken",
                    TitleExtractor.withFunction("WARNING: nested lock was not taken in %s", FrameSearch.warning())),
            Rule.of(
                    LOCKDEP,
                    "BUG: Invalid wait context",
                    TitleExtractor.withFunction("WARNING: locking bug in %s", waitContext())),
            Rule.of(
                    LOCKDEP,
                    "INFO: trying to register non-static key",
                    TitleExtractor.withFunction(
                            "INFO: trying to register non-static key in %s",
                            FrameSearch.callTrace().skipping("stack", "lock", "IRQ"))),
            Rule.of(LOCKDEP, "BUG: using ", LockdepRules::preemptibleTitle).containing("() in preemptible"),
            spinlockDebugRule("BUG: spinlock "),
            spinlockDebugRule("BUG: rwlock "),
            Rule.of(LOCKDEP, "BUG: MAX_LOCK", TitleExtractor.headline()).containing("too low!"),
            leakedLockRule("BUG: workqueue leaked lock or atomic"),
            leakedLockRule("BUG: workqueue leaked atomic, lock or RCU"),
            Rule.of(LOCKDEP, "BUG: ", TitleExtractor.fixed("BUG: lock debugging failed its self-test"))
                    .containing("unexpected failures (out of")
                    .withTraits(Trait.NO_TRACE));

    private LockdepRules() {}

    private static Rule lockSiteRule(String anchor, String title, String words) {
        return Rule.of(LOCKDEP, anchor, TitleExtractor.lockSite(title, words));
    }

    /** Kernels up to 4.12 put the headline in brackets and headed it INFO or BUG. */
    private static Rule legacyRule(String anchor, String title, String words) {
        TitleExtractor extractor = TitleExtractor.lockSite(title, words);
        TitleExtractor orAddress = reportLines -> {
            String function = words.isEmpty() ? firstFunctionAfterAddress(reportLines) : "";
            return function.isEmpty()
                    ? extractor.extract(reportLines)
                    : ExtractedTitle.of(title.replace("%s", function));
        };
        return Rule.of(LOCKDEP, anchor, orAddress);
    }

    private static String firstFunctionAfterAddress(ReportLines reportLines) {
        for (int i = 1; i < reportLines.size(); i++) {
            String function = LockdepLine.functionAfterAddress(reportLines.text(i));
            if (!function.isEmpty()) {
                return function;
            }
        }
        return "";
    }

    private static Rule rcuUsageRule(String anchor) {
        TitleExtractor extractor = TitleExtractor.withFunction(
                anchor + " in %s", FrameSearch.callTrace().skipping("rcu", "kmem", "slab"));
        return Rule.of(
                LOCKDEP,
                anchor,
                reportLines -> SourceReferences.occurIn(reportLines)
                        ? extractor.extract(reportLines)
                        : ExtractedTitle.flawed(reportLines.headline(), ExtractedTitle.NO_DETAILS));
    }

    private static FrameSearch unlock() {
        return FrameSearch.of(
                FrameSearch.seek(text -> {
                    String function = LockdepLine.functionAfterAddress(text);
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

    private static Rule returnToUserRule(String anchor) {
        return Rule.of(
                        LOCKDEP,
                        anchor,
                        TitleExtractor.lockSite(anchor + " in %s", "leaving the kernel with locks still held"))
                .withTraits(Trait.NO_TRACE);
    }

    /** "BUG: using smp_processor_id() in preemptible [00000000] code: aplay/140". */
    private static ExtractedTitle preemptibleTitle(ReportLines reportLines) {
        String accessor = CharScanner.between(reportLines.headline(), "BUG: using ", "()");
        FrameSearch search = FrameSearch.callTrace()
                .skipping("dump_stack", "preemption", "preempt", "debug_", "processor_id", "this_cpu");
        return TitleExtractor.withFunction("BUG: using " + accessor + "() in preemptible code in %s", search)
                .extract(reportLines);
    }

    private static final List<String> SPINLOCK_ERRORS = List.of(
            "lockup suspected",
            "already unlocked",
            "recursion",
            "cpu recursion",
            "bad magic",
            "wrong owner",
            "wrong CPU",
            "trylock failure on UP");

    /** "BUG: spinlock bad magic on CPU#0, aplay/140". */
    private static Rule spinlockDebugRule(String anchor) {
        FrameSearch search = FrameSearch.callTrace().skipping("spin_", "_lock", "_unlock");
        return Rule.of(LOCKDEP, anchor, reportLines -> {
                    String error = spinlockError(reportLines.headline(), anchor);
                    return TitleExtractor.withFunction(anchor + error + " in %s", search)
                            .extract(reportLines);
                })
                .when(headline -> !spinlockError(headline, anchor).isEmpty());
    }

    private static String spinlockError(String headline, String anchor) {
        return SPINLOCK_ERRORS.stream()
                .filter(error -> headline.startsWith(error, anchor.length()))
                .findFirst()
                .orElse("");
    }

    private static Rule leakedLockRule(String anchor) {
        return Rule.of(LOCKDEP, anchor, reportLines -> {
                    int line = reportLines.findLine("last function: ", 1);
                    String function = line < 0 ? "" : wordAfter(reportLines.text(line), "last function: ");
                    String title = "BUG: workqueue leaked lock or atomic";
                    return function.isEmpty()
                            ? ExtractedTitle.flawed(reportLines.headline(), ExtractedTitle.NO_DETAILS)
                            : ExtractedTitle.of(title + " in " + function);
                })
                .withTraits(Trait.NO_TRACE);
    }

    private static String wordAfter(String text, String words) {
        int start = text.indexOf(words) + words.length();
        return text.substring(start, CharScanner.skipWord(text, start));
    }
}
