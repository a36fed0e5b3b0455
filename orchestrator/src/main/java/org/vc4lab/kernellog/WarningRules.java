// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.ReportKind.WARNING;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Rule.Trait;

/** WARN(), and other headlines with "WARNING:". */
final class WarningRules {
    static final String USB_SUBMIT = "usb_submit_urb usb_start_wait_urb usb_bulk_msg usb_interrupt_msg usb_control_msg";

    /**
     * "WARNING: CPU: 0 PID: 1 at fs/x.c:1 function+0x10/0x20", "WARNING: fs/x.c:1 at function+0x10/0x20, CPU#0: x/1".
     */
    private static final Pattern WARN = Pattern.compile("WARNING: (?:CPU: .*|[-\\w/.]+\\.\\w+:[0-9][^:]*? )(?<= )at ");

    /** An allocator's function in an allocator's file: the warning is about the caller's arguments. */
    private static final Pattern ALLOCATOR = Pattern.compile("(?>.*?mm/)(?>.*?\\.c).* (?:k[^ ]|[^ ]?)malloc");

    private static final FrameSearch KMALLOC = FrameSearch.warning().skipping("kmalloc krealloc slab kmem");

    /** WARN()s of code that only checks for others, by its source file and function. */
    private static final List<Rule> CHECKERS = List.of(
            siteRule(
                    "WARNING: ODEBUG bug in %s",
                    "debug_ rcu hrtimer_ timer_ work_ percpu_ vunmap vfree __free_ kobject_",
                    "lib/debugobjects.c",
                    " debug_print",
                    " debug_check",
                    " at"),
            siteRule("WARNING: bad usercopy in %s", "usercopy __check", "mm/usercopy.c", " usercopy_warn", " at"),
            siteRule("WARNING: kobject bug in %s", "kobject_", "lib/kobject.c", " kobject_", " at"),
            siteRule("WARNING: proc registration bug in %s", "proc_", "fs/proc/generic.c", " proc_register", " at"),
            siteRule("WARNING: refcount bug in %s", "refcount kobject_", "lib/refcount.c", " refcount_", " at")
                    .ofKind(ReportKind.REFCOUNT),
            siteRule("WARNING: locking bug in %s", "lock_sock release_sock", "kernel/locking/lockdep.c", "lock_")
                    .ofKind(ReportKind.LOCKDEP),
            siteRule("WARNING: zero-size vmalloc in %s", "", "mm/vmalloc.c", "__vmalloc_node"),
            siteRule("WARNING in %s/usb_submit_urb", USB_SUBMIT, " usb_submit_urb", ""));

    static final List<Rule> RULES = Stream.concat(
                    CHECKERS.stream(),
                    Stream.of(
                            warnRule("WARNING: kmalloc bug in %s", KMALLOC)
                                    .containing("mm/")
                                    .when(headline ->
                                            ALLOCATOR.matcher(headline).lookingAt()),
                            warnRule("WARNING in %s", FrameSearch.warning()).when(WarningRules::isWarn),
                            Rule.of(WARNING, "WARNING: kernel stack regs at ", WarningRules::badRegistersTitle)
                                    .withTraits(Trait.NO_TRACE),
                            Rule.fixed(
                                            WARNING,
                                            "WARNING: kernel stack frame pointer at ",
                                            "WARNING: kernel stack frame pointer has bad value")
                                    .withTraits(Trait.NO_TRACE),
                            unwinderRule("WARNING: can't access registers at "),
                            unwinderRule("WARNING: can't dereference "),
                            unwinderRule("WARNING: unrecognized unwind stack type "),
                            unwinderRule("WARNING: stack going in the wrong direction? at "),
                            unwinderRule("WARNING: stack recursion on stack type ")))
            .toList();

    /** Any other headline, if a call trace follows. */
    static final List<Rule> OTHER = List.of(Rule.headline(WARNING, "WARNING: ").withTraits(Trait.NEEDS_DETAILS));

    private WarningRules() {}

    /** Old kernels print "WARNING: at fs/x.c:1 function+0x10/0x20()". */
    private static boolean isWarn(String headline) {
        return headline.startsWith("WARNING: at ")
                || (headline.contains(" at ") && headline.contains(", CPU#"))
                || (headline.indexOf(':', "WARNING: ".length()) > 0
                        && WARN.matcher(headline).lookingAt());
    }

    private static Rule warnRule(String title, FrameSearch search) {
        return Rule.inFunction(WARNING, "WARNING: ", title, search);
    }

    /**
     * @param skipped functions that do not name the report, besides the usual ones
     * @param site part of the source file's path
     * @param functions beginnings of the function's name behind the site, one of which must be there
     */
    private static Rule siteRule(String title, String skipped, String site, String... functions) {
        return warnRule(title, FrameSearch.warning().skipping(skipped)).when(headline -> {
            int position = headline.indexOf(site);
            return position >= 0 && Stream.of(functions).anyMatch(headline.substring(position)::contains);
        });
    }

    /** A complaint of the stack unwinder, which has no trace. */
    private static Rule unwinderRule(String anchor) {
        return Rule.headline(WARNING, anchor).withTraits(Trait.NO_TRACE);
    }

    private static ExtractedTitle badRegistersTitle(ReportLines lines) {
        String register = CharScanner.between(lines.headline(), " has bad '", "' value");
        boolean hidden = lines.headline().contains("(ptrval)");
        return ExtractedTitle.of(
                "WARNING: kernel stack regs has bad " + (hidden ? "" : "'" + register + "' ") + "value");
    }
}
