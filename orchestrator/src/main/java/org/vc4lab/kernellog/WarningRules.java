// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Rule.Trait;

/** WARN(), and what is headed "WARNING:" without being one. */
final class WarningRules {
    private static final List<String> USB =
            List.of("usb_submit_urb", "usb_start_wait_urb", "usb_bulk_msg", "usb_interrupt_msg", "usb_control_msg");

    private static final List<Warn> CHECKERS = List.of(
            new Warn(
                    "lib/debugobjects.c",
                    List.of(" debug_print", " debug_check", " at"),
                    "WARNING: ODEBUG bug in %s",
                    Kind.WARNING,
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
            new Warn(
                    "mm/usercopy.c",
                    List.of(" usercopy_warn", " at"),
                    "WARNING: bad usercopy in %s",
                    Kind.WARNING,
                    List.of("usercopy", "__check")),
            new Warn(
                    "lib/kobject.c",
                    List.of(" kobject_", " at"),
                    "WARNING: kobject bug in %s",
                    Kind.WARNING,
                    List.of("kobject_")),
            new Warn(
                    "fs/proc/generic.c",
                    List.of(" proc_register", " at"),
                    "WARNING: proc registration bug in %s",
                    Kind.WARNING,
                    List.of("proc_")),
            new Warn(
                    "lib/refcount.c",
                    List.of(" refcount_", " at"),
                    "WARNING: refcount bug in %s",
                    Kind.REFCOUNT,
                    List.of("refcount", "kobject_")),
            new Warn(
                    "kernel/locking/lockdep.c",
                    List.of("lock_"),
                    "WARNING: locking bug in %s",
                    Kind.LOCKDEP,
                    List.of("lock_sock", "release_sock")),
            new Warn(
                    "mm/vmalloc.c",
                    List.of("__vmalloc_node"),
                    "WARNING: zero-size vmalloc in %s",
                    Kind.WARNING,
                    List.of()),
            new Warn(" usb_submit_urb", List.of(), "WARNING in %s/usb_submit_urb", Kind.WARNING, USB));

    private static final Rule ALLOCATION = Rule.of(
                    Kind.WARNING,
                    "WARNING: ",
                    Namer.in(
                            "WARNING: kmalloc bug in %s",
                            FrameSearch.warning().skipping("kmalloc", "krealloc", "slab", "kmem")))
            .when(WarningRules::inAllocator);

    private static final Rule ANY_WARN = Rule.of(
                    Kind.WARNING, "WARNING: ", Namer.in("WARNING in %s", FrameSearch.warning()))
            .when(WarningRules::isWarn);

    private static final List<Rule> STACK_CHECKS = List.of(
            Rule.of(Kind.WARNING, "WARNING: kernel stack regs at ", WarningRules::badRegs)
                    .has(Trait.NO_TRACE),
            Rule.of(
                            Kind.WARNING,
                            "WARNING: kernel stack frame pointer at ",
                            Namer.always("WARNING: kernel stack frame pointer has bad value"))
                    .has(Trait.NO_TRACE),
            unwinder("WARNING: can't access registers at "),
            unwinder("WARNING: can't dereference "),
            unwinder("WARNING: unrecognized unwind stack type "),
            unwinder("WARNING: stack going in the wrong direction? at "),
            unwinder("WARNING: stack recursion on stack type "));

    static final List<Rule> RULES = Stream.of(
                    CHECKERS.stream().map(Warn::rule), Stream.of(ALLOCATION, ANY_WARN), STACK_CHECKS.stream())
            .flatMap(rules -> rules)
            .toList();

    /** Whatever else is headed so, if a call trace shows that it is meant. */
    static final Rule OTHER =
            Rule.of(Kind.WARNING, "WARNING: ", Namer.headline()).has(Trait.NEEDS_DETAILS);

    private WarningRules() {}

    /** What the stack unwinder says when it loses its way, without a trace of course. */
    private static Rule unwinder(String anchor) {
        return Rule.of(Kind.WARNING, anchor, Namer.headline()).has(Trait.NO_TRACE);
    }

    /**
     * "WARNING: CPU: 0 PID: 1 at fs/x.c:1 function+0x10/0x20", "WARNING: at fs/x.c:1 function+0x10/0x20()", "WARNING:
     * fs/x.c:1 at function+0x10/0x20, CPU#0: comm/1".
     */
    private static boolean isWarn(String headline) {
        int place = headline.indexOf(" at ");
        if (place < 0) {
            return false;
        }
        String before = headline.substring("WARNING:".length(), place + 1);
        boolean counted = before.startsWith(" CPU: ") || before.equals(" ");
        return counted || Sources.first(before).length() == before.trim().lastIndexOf(':');
    }

    /** A warning of the allocator's about what it was asked for. */
    private static boolean inAllocator(String headline) {
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

    private static Name badRegs(Body body) {
        String register = Scan.between(body.headline(), " has bad '", "' value");
        boolean hidden = body.headline().contains("(ptrval)");
        return Name.of("WARNING: kernel stack regs has bad " + (hidden ? "" : "'" + register + "' ") + "value");
    }
}
