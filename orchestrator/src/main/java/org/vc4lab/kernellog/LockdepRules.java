// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.LOCK_SITE;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.FrameSearch.callTrace;
import static org.vc4lab.kernellog.ReportKind.ATOMIC_SLEEP;
import static org.vc4lab.kernellog.ReportKind.LOCKDEP;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/** Sleeping in atomic context, lockdep, RCU usage, spinlock debugging, preemption checks. */
final class LockdepRules {
    private static final String DEADLOCK = "possible deadlock in %s";
    private static final String INCONSISTENT = "inconsistent lock state in %s";

    /** Work items have locks of their own, which these functions take for them. */
    private static final String WORKQUEUE_FUNCTIONS =
            "process_one_work flush_workqueue drain_workqueue destroy_workqueue";

    private static final List<String> SPINLOCK_ERRORS = List.of(
            "lockup suspected",
            "already unlocked",
            "recursion",
            "cpu recursion",
            "bad magic",
            "wrong owner",
            "wrong CPU",
            "trylock failure on UP");

    private static final FrameSearch UNLOCK = FrameSearch.of(
            FrameSearch.seek(text -> {
                String function = LockdepLine.functionAfterAddress(text);
                return function.isEmpty() ? null : List.of(function);
            }),
            CALL_TRACE,
            STACK);

    static final List<Rule> RULES = List.of(
            Rule.inFunction(
                    ATOMIC_SLEEP,
                    "BUG: sleeping function called from invalid context at ",
                    "BUG: sleeping function called from invalid context in %s",
                    callTrace()),
            Rule.inFunction(
                    ATOMIC_SLEEP,
                    "BUG: scheduling while atomic",
                    "BUG: scheduling while atomic in %s",
                    callTrace().skipping("schedule")),
            Rule.of(
                    LOCKDEP,
                    "WARNING: possible circular locking dependency detected",
                    TitleExtractor.withFunction(
                                    DEADLOCK,
                                    FrameSearch.of(LOCK_SITE, LOCK_SITE, STACK).skipping(WORKQUEUE_FUNCTIONS))
                            .requiring("is trying to acquire lock")),
            legacyRule("INFO: possible circular locking dependency detected", DEADLOCK, "is trying to acquire lock"),
            lockSiteRule(
                    "WARNING: possible irq lock inversion dependency detected",
                    DEADLOCK,
                    "just changed the state of lock"),
            legacyRule(
                    "INFO: possible irq lock inversion dependency detected",
                    DEADLOCK,
                    "just changed the state of lock"),
            rule("WARNING: ", DEADLOCK, FrameSearch.of(FrameSearch.seek(LockdepRules::becameUnsafe), STACK))
                    .containing("-unsafe lock order detected"),
            legacyRule("INFO: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected", DEADLOCK, "is trying to acquire"),
            legacyRule("INFO: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected", DEADLOCK, "is trying to acquire"),
            lockSiteRule("WARNING: possible recursive locking detected", DEADLOCK, "is trying to acquire lock"),
            legacyRule("INFO: possible recursive locking detected", DEADLOCK, "is trying to acquire lock"),
            Rule.of(
                    LOCKDEP,
                    "WARNING: inconsistent lock state",
                    TitleExtractor.withFunction(INCONSISTENT, callTrace()).requiring("takes")),
            legacyRule("INFO: inconsistent lock state", INCONSISTENT, "takes"),
            rcuUsageRule("WARNING: suspicious RCU usage"),
            rcuUsageRule("INFO: suspicious RCU usage"),
            rule("WARNING: bad unlock balance detected!", "WARNING: bad unlock balance in %s", UNLOCK),
            rule("BUG: bad unlock balance detected!", "BUG: bad unlock balance in %s", UNLOCK),
            rule("WARNING: bad contention detected!", "WARNING: bad contention in %s", UNLOCK),
            lockSiteRule("WARNING: held lock freed!", "WARNING: held lock freed in %s", ""),
            legacyRule("BUG: held lock freed!", "BUG: held lock freed in %s", ""),
            lockSiteRule("WARNING: ", "WARNING: still has locks held in %s", "").containing("still has locks held!"),
            legacyRule("BUG: ", "BUG: still has locks held in %s", "").containing("still has locks held!"),
            returnToUserRule("WARNING: lock held when returning to user space"),
            returnToUserRule("BUG: lock held when returning to user space"),
            rule(
                    "WARNING: Nested lock was not taken",
                    "WARNING: nested lock was not taken in %s",
                    FrameSearch.warning()),
            rule(
                    "BUG: Invalid wait context",
                    "WARNING: locking bug in %s",
                    callTrace().skipping("lock_sock release_sock")),
            rule(
                    "INFO: trying to register non-static key",
                    "INFO: trying to register non-static key in %s",
                    callTrace().skipping("stack lock IRQ")),
            Rule.of(LOCKDEP, "BUG: using ", LockdepRules::preemptibleTitle).containing("() in preemptible"),
            spinlockDebugRule("BUG: spinlock "),
            spinlockDebugRule("BUG: rwlock "),
            Rule.headline(LOCKDEP, "BUG: MAX_LOCK").containing("too low!"),
            leakedLockRule("BUG: workqueue leaked lock or atomic"),
            leakedLockRule("BUG: workqueue leaked atomic, lock or RCU"),
            Rule.fixed(LOCKDEP, "BUG: ", "BUG: lock debugging failed its self-test")
                    .containing("unexpected failures (out of")
                    .withTraits(Trait.NO_TRACE));

    private LockdepRules() {}

    private static Rule rule(String anchor, String title, FrameSearch search) {
        return Rule.inFunction(LOCKDEP, anchor, title, search);
    }

    private static Rule lockSiteRule(String anchor, String title, String words) {
        return Rule.of(LOCKDEP, anchor, TitleExtractor.lockSite(title, words));
    }

    /** Kernels up to 4.12 put the headline in brackets and began it with INFO or BUG. */
    private static Rule legacyRule(String anchor, String title, String words) {
        TitleExtractor extractor = TitleExtractor.lockSite(title, words);
        return Rule.of(LOCKDEP, anchor, lines -> {
            String function = words.isEmpty() ? firstFunctionAfterAddress(lines) : "";
            return function.isEmpty() ? extractor.extract(lines) : ExtractedTitle.of(title.replace("%s", function));
        });
    }

    private static String firstFunctionAfterAddress(ReportLines lines) {
        return IntStream.range(1, lines.size())
                .mapToObj(line -> LockdepLine.functionAfterAddress(lines.text(line)))
                .filter(function -> !function.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Rule rcuUsageRule(String anchor) {
        TitleExtractor extractor =
                TitleExtractor.withFunction(anchor + " in %s", callTrace().skipping("rcu kmem slab"));
        return Rule.of(
                LOCKDEP,
                anchor,
                lines -> SourceReferences.occurIn(lines)
                        ? extractor.extract(lines)
                        : ExtractedTitle.flawed(lines.headline(), ExtractedTitle.NO_DETAILS));
    }

    private static @Nullable List<String> becameUnsafe(String text) {
        int became = text.indexOf("which became ");
        return became >= 0 && text.indexOf(" at:", became) >= 0 ? List.of() : null;
    }

    private static Rule returnToUserRule(String anchor) {
        return lockSiteRule(anchor, anchor + " in %s", "leaving the kernel with locks still held")
                .withTraits(Trait.NO_TRACE);
    }

    /** "BUG: using smp_processor_id() in preemptible [00000000] code: aplay/140". */
    private static ExtractedTitle preemptibleTitle(ReportLines lines) {
        String accessor = CharScanner.between(lines.headline(), "BUG: using ", "()");
        FrameSearch search = callTrace().skipping("dump_stack preemption preempt debug_ processor_id this_cpu");
        return TitleExtractor.withFunction("BUG: using " + accessor + "() in preemptible code in %s", search)
                .extract(lines);
    }

    /** "BUG: spinlock bad magic on CPU#0, aplay/140". */
    private static Rule spinlockDebugRule(String anchor) {
        FrameSearch search = callTrace().skipping("spin_ _lock _unlock");
        return Rule.of(LOCKDEP, anchor, lines -> TitleExtractor.withFunction(
                                anchor + spinlockError(lines.headline(), anchor) + " in %s", search)
                        .extract(lines))
                .when(headline -> !spinlockError(headline, anchor).isEmpty());
    }

    private static String spinlockError(String headline, String anchor) {
        return SPINLOCK_ERRORS.stream()
                .filter(error -> headline.startsWith(error, anchor.length()))
                .findFirst()
                .orElse("");
    }

    private static Rule leakedLockRule(String anchor) {
        return Rule.of(LOCKDEP, anchor, lines -> {
                    int line = lines.findLine("last function: ", 1);
                    String function = line < 0 ? "" : wordAfter(lines.text(line), "last function: ");
                    return function.isEmpty()
                            ? ExtractedTitle.flawed(lines.headline(), ExtractedTitle.NO_DETAILS)
                            : ExtractedTitle.of("BUG: workqueue leaked lock or atomic in " + function);
                })
                .withTraits(Trait.NO_TRACE);
    }

    private static String wordAfter(String text, String words) {
        int start = text.indexOf(words) + words.length();
        return text.substring(start, CharScanner.skipWord(text, start));
    }
}
