// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.FrameSearch.callTrace;
import static org.vc4lab.kernellog.ReportKind.ATOMIC_SLEEP;
import static org.vc4lab.kernellog.ReportKind.LOCKDEP;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Rule.Trait;

/** Sleeping in atomic context, lockdep, RCU usage, spinlock debugging, preemption checks. */
final class LockdepRules {
    private static final String DEADLOCK = "possible deadlock in %s";
    private static final String INCONSISTENT = "inconsistent lock state in %s";

    private static final String ACQUIRE = "is trying to acquire lock";

    private static final Pattern FUNCTION_AFTER_AT = Pattern.compile("at: (?:\\[[^]\\[]*] )?[ \t]*(\\w++)[+.]");
    private static final Pattern FUNCTION_AFTER_ADDRESS =
            Pattern.compile("\\[<?(?:0x)?[0-9a-fA-F]+>?] [ \t]*(\\w++)[+.]");
    private static final Pattern LAST_FUNCTION = Pattern.compile("(?:last function: |workfn=)(\\w+)");

    /** {@code kernel/locking/mutex.c:281}. */
    private static final Pattern SOURCE_LINE = Pattern.compile("(?<![-\\w/.])([-\\w/.]+\\.\\w+):[0-9]");

    private static final Pattern SPINLOCK_ERROR =
            Pattern.compile("(BUG: (?:spinlock|rwlock) (?:lockup suspected|already unlocked|recursion|cpu recursion"
                    + "|bad magic|wrong owner|wrong CPU|trylock failure on UP))");

    /** {@code at: function+0x10/0x20} of lockdep's lines, with or without an address before the function. */
    private static final FrameSearch.SearchStep LOCK_SITE = FrameSearch.seek(FUNCTION_AFTER_AT);

    /** Work items have locks of their own, which these functions take for them. */
    private static final FrameSearch CIRCLE = FrameSearch.of(LOCK_SITE, LOCK_SITE, STACK)
            .skipping("process_one_work flush_workqueue drain_workqueue destroy_workqueue");

    private static final FrameSearch UNLOCK =
            FrameSearch.of(FrameSearch.seek(FUNCTION_AFTER_ADDRESS), CALL_TRACE, STACK);

    private static final FrameSearch UNSAFE = FrameSearch.of(FrameSearch.seek("which became .* at:"), STACK);

    /** Kernels up to 4.12 put the headline in brackets and begin it with INFO. */
    private static final List<Rule> WARNINGS_OR_INFOS = Stream.of("WARNING: ", "INFO: ")
            .flatMap(head -> Stream.of(
                    lockSiteRule(
                            head + "possible irq lock inversion dependency detected",
                            DEADLOCK,
                            "just changed the state of lock"),
                    lockSiteRule(head + "possible recursive locking detected", DEADLOCK, ACQUIRE),
                    rcuUsageRule(head + "suspicious RCU usage")))
            .toList();

    private static final List<Rule> OTHERS = List.of(
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
                    TitleExtractor.inFunction(DEADLOCK, CIRCLE).requiring(ACQUIRE)),
            lockSiteRule("INFO: possible circular locking dependency detected", DEADLOCK, ACQUIRE),
            rule("WARNING: ", DEADLOCK, UNSAFE).containing("-unsafe lock order detected"),
            lockSiteRule("INFO: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected", DEADLOCK, "is trying to acquire"),
            lockSiteRule("INFO: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected", DEADLOCK, "is trying to acquire"),
            Rule.of(
                    LOCKDEP,
                    "WARNING: inconsistent lock state",
                    TitleExtractor.inFunction(INCONSISTENT, callTrace()).requiring("takes")),
            lockSiteRule("INFO: inconsistent lock state", INCONSISTENT, "takes"),
            rule("WARNING: bad unlock balance detected!", "WARNING: bad unlock balance in %s", UNLOCK),
            rule("BUG: bad unlock balance detected!", "BUG: bad unlock balance in %s", UNLOCK),
            rule("WARNING: bad contention detected!", "WARNING: bad contention in %s", UNLOCK),
            lockSiteRule("WARNING: held lock freed!", "WARNING: held lock freed in %s", ""),
            addressedRule("BUG: held lock freed!", "BUG: held lock freed in %s"),
            lockSiteRule("WARNING: ", "WARNING: still has locks held in %s", "").containing("still has locks held!"),
            addressedRule("BUG: ", "BUG: still has locks held in %s").containing("still has locks held!"),
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

    static final List<Rule> RULES =
            Stream.concat(WARNINGS_OR_INFOS.stream(), OTHERS.stream()).toList();

    private LockdepRules() {}

    private static Rule rule(String anchor, String title, FrameSearch search) {
        return Rule.inFunction(LOCKDEP, anchor, title, search);
    }

    private static Rule lockSiteRule(String anchor, String title, String words) {
        return Rule.of(LOCKDEP, anchor, lockSite(title, words));
    }

    /**
     * A title with the function {@code at:} which the lock is taken, in the lines behind the given words. Without them
     * the title is the headline, flawed.
     */
    private static TitleExtractor lockSite(String title, String words) {
        return lines -> {
            int start = lines.findLine(words, 1);
            String function = start < 0 ? "" : lines.findGroup(FUNCTION_AFTER_AT, start + 1);
            return function.isEmpty()
                    ? ExtractedTitle.withoutDetails(lines.headline())
                    : ExtractedTitle.of(title.replace("%s", function));
        };
    }

    /** Kernels up to 4.12 begin the headline with BUG, and print an address before the function. */
    private static Rule addressedRule(String anchor, String title) {
        return Rule.of(LOCKDEP, anchor, lines -> {
            String function = lines.findGroup(FUNCTION_AFTER_ADDRESS, 1);
            return function.isEmpty()
                    ? lockSite(title, "").extract(lines)
                    : ExtractedTitle.of(title.replace("%s", function));
        });
    }

    private static Rule rcuUsageRule(String anchor) {
        FrameSearch search = callTrace().skipping("rcu kmem slab");
        return Rule.of(
                LOCKDEP,
                anchor,
                lines -> lines.findGroup(SOURCE_LINE, 1).isEmpty()
                        ? ExtractedTitle.withoutDetails(lines.headline())
                        : ExtractedTitle.inFunction(anchor + " in %s", search, lines));
    }

    private static Rule returnToUserRule(String anchor) {
        return lockSiteRule(anchor, anchor + " in %s", "leaving the kernel with locks still held")
                .withTraits(Trait.NO_TRACE);
    }

    /** "BUG: using smp_processor_id() in preemptible [00000000] code: player/140". */
    private static ExtractedTitle preemptibleTitle(ReportLines lines) {
        String accessor = CharScanner.between(lines.headline(), "BUG: using ", "()");
        FrameSearch search = callTrace().skipping("dump_stack preemption preempt debug_ processor_id this_cpu");
        return ExtractedTitle.inFunction("BUG: using " + accessor + "() in preemptible code in %s", search, lines);
    }

    /** "BUG: spinlock bad magic on CPU#0, player/140". */
    private static Rule spinlockDebugRule(String anchor) {
        FrameSearch search = callTrace().skipping("spin_ _lock _unlock");
        return Rule.of(
                        LOCKDEP,
                        anchor,
                        lines ->
                                ExtractedTitle.inFunction(lines.findGroup(SPINLOCK_ERROR, 0) + " in %s", search, lines))
                .when(headline -> SPINLOCK_ERROR.matcher(headline).lookingAt());
    }

    private static Rule leakedLockRule(String anchor) {
        return Rule.of(LOCKDEP, anchor, lines -> {
                    String function = lines.findGroup(LAST_FUNCTION, 0);
                    return function.isEmpty()
                            ? ExtractedTitle.withoutDetails(lines.headline())
                            : ExtractedTitle.of("BUG: workqueue leaked lock or atomic in " + function);
                })
                .withTraits(Trait.NO_TRACE);
    }
}
