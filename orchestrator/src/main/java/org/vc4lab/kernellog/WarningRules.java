// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Rule.Trait;

/** WARN(), and what is headed "WARNING:" without being one. */
final class WarningRules {
    private static final List<String> USB =
            List.of("usb_submit_urb", "usb_start_wait_urb", "usb_bulk_msg", "usb_interrupt_msg", "usb_control_msg");

    private static final List<WarnSite> CHECKERS = List.of(
            new WarnSite(
                    "lib/debugobjects.c",
                    List.of(" debug_print", " debug_check", " at"),
                    "WARNING: ODEBUG bug in %s",
                    ReportKind.WARNING,
                    List.of(
                            "debug_",
                            "rcu",
                            "hrtimer_",
                            "timer_",
                            "work_",
                            "percpu_",
                            "vunmap",
                            "vfree",
                            "__free_",
                            "kobject_")),
            new WarnSite(
                    "mm/usercopy.c",
                    List.of(" usercopy_warn", " at"),
                    "WARNING: bad usercopy in %s",
                    ReportKind.WARNING,
                    List.of("usercopy", "__check")),
            new WarnSite(
                    "lib/kobject.c",
                    List.of(" kobject_", " at"),
                    "WARNING: kobject bug in %s",
                    ReportKind.WARNING,
                    List.of("kobject_")),
            new WarnSite(
                    "fs/proc/generic.c",
                    List.of(" proc_register", " at"),
                    "WARNING: proc registration bug in %s",
                    ReportKind.WARNING,
                    List.of("proc_")),
            new WarnSite(
                    "lib/refcount.c",
                    List.of(" refcount_", " at"),
                    "WARNING: refcount bug in %s",
                    ReportKind.REFCOUNT,
                    List.of("refcount", "kobject_")),
            new WarnSite(
                    "kernel/locking/lockdep.c",
                    List.of("lock_"),
                    "WARNING: locking bug in %s",
                    ReportKind.LOCKDEP,
                    List.of("lock_sock", "release_sock")),
            new WarnSite(
                    "mm/vmalloc.c",
                    List.of("__vmalloc_node"),
                    "WARNING: zero-size vmalloc in %s",
                    ReportKind.WARNING,
                    List.of()),
            new WarnSite(" usb_submit_urb", List.of(), "WARNING in %s/usb_submit_urb", ReportKind.WARNING, USB));

    private static final Rule ALLOCATION = Rule.of(
                    ReportKind.WARNING,
                    "WARNING: ",
                    TitleExtractor.withFunction(
                            "WARNING: kmalloc bug in %s",
                            FrameSearch.warning().skipping("kmalloc", "krealloc", "slab", "kmem")))
            .when(WarningRules::isAllocatorWarning);

    private static final Rule ANY_WARN = Rule.of(
                    ReportKind.WARNING,
                    "WARNING: ",
                    TitleExtractor.withFunction("WARNING in %s", FrameSearch.warning()))
            .when(WarningRules::isWarn);

    private static final List<Rule> STACK_CHECKS = List.of(
            Rule.of(ReportKind.WARNING, "WARNING: kernel stack regs at ", WarningRules::badRegistersTitle)
                    .withTraits(Trait.NO_TRACE),
            Rule.of(
                            ReportKind.WARNING,
                            "WARNING: kernel stack frame pointer at ",
                            TitleExtractor.fixed("WARNING: kernel stack frame pointer has bad value"))
                    .withTraits(Trait.NO_TRACE),
            unwinderRule("WARNING: can't access registers at "),
            unwinderRule("WARNING: can't dereference "),
            unwinderRule("WARNING: unrecognized unwind stack type "),
            unwinderRule("WARNING: stack going in the wrong direction? at "),
            unwinderRule("WARNING: stack recursion on stack type "));

    static final List<Rule> RULES = Stream.of(
                    CHECKERS.stream().map(WarnSite::rule), Stream.of(ALLOCATION, ANY_WARN), STACK_CHECKS.stream())
            .flatMap(rules -> rules)
            .toList();

    /** Whatever else is headed so, if a call trace shows that it is meant. */
    static final Rule OTHER =
            Rule.of(ReportKind.WARNING, "WARNING: ", TitleExtractor.headline()).withTraits(Trait.NEEDS_DETAILS);

    private WarningRules() {}

    /** What the stack unwinder says when it loses its way, without a trace of course. */
    private static Rule unwinderRule(String anchor) {
        return Rule.of(ReportKind.WARNING, anchor, TitleExtractor.headline()).withTraits(Trait.NO_TRACE);
    }

    /**
     * "WARNING: CPU: 0 PID: 1 at fs/x.c:1 function+0x10/0x20", "WARNING: at fs/x.c:1 function+0x10/0x20()", "WARNING:
     * fs/x.c:1 at function+0x10/0x20, CPU#0: comm/1".
     */
    private static boolean isWarn(String headline) {
        int position = headline.indexOf(" at ");
        if (position < 0) {
            return false;
        }
        String before = headline.substring("WARNING:".length(), position + 1);
        boolean counted = before.startsWith(" CPU: ") || before.equals(" ");
        return counted
                || SourceReferences.firstPath(before).length() == before.trim().lastIndexOf(':');
    }

    /** A warning of the allocator's about what it was asked for. */
    private static boolean isAllocatorWarning(String headline) {
        int file = headline.indexOf("mm/");
        int function = file < 0 ? -1 : headline.indexOf(".c", file);
        for (int i = headline.indexOf("malloc", Math.max(function, 0)); function > 0 && i > 0; ) {
            int blank = headline.lastIndexOf(' ', i);
            String before = headline.substring(blank + 1, i);
            if (blank > function && (before.length() < 2 || (before.length() == 2 && before.startsWith("k")))) {
                return true;
            }
            i = headline.indexOf("malloc", i + 1);
        }
        return false;
    }

    private static ExtractedTitle badRegistersTitle(ReportLines reportLines) {
        String register = CharScanner.between(reportLines.headline(), " has bad '", "' value");
        boolean hidden = reportLines.headline().contains("(ptrval)");
        return ExtractedTitle.of(
                "WARNING: kernel stack regs has bad " + (hidden ? "" : "'" + register + "' ") + "value");
    }
}
