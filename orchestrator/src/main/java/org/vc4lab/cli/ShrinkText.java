// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.patch.Patch;
import org.vc4lab.shrink.FragmentSetting;
import org.vc4lab.shrink.LabShrinker.LabShrink;
import org.vc4lab.shrink.TrialParts;
import org.vc4lab.shrink.TrialShrinker.ShrunkTrial;

/** What is left of a trial. */
final class ShrinkText {
    private ShrinkText() {}

    static void print(LabShrink shrink, Path folder, PrintWriter out) {
        Trial trial = shrink.result().trial();
        TrialParts whole = shrink.whole();
        TrialParts left = shrink.shrunk().parts();
        out.println(String.join(
                        ", ",
                        trial.candidate().name(),
                        trial.scenario().name(),
                        trial.profile().name())
                + ": " + shrink.signature().orElseThrow());
        printList("lines", whole.scenario().run(), left.scenario().run(), line -> line, out);
        printList("patches", whole.patches(), left.patches(), Patch::subject, out);
        printList("faults", whole.requestedFaults(), left.requestedFaults(), FaultInjection::toString, out);
        printList("faults", whole.scenario().faults(), left.scenario().faults(), FaultInjection::toString, out);
        printList(
                "changes of the hardware",
                whole.scenario().changes(),
                left.scenario().changes(),
                ScheduledChange::describe,
                out);
        printList("lines of kernel fragments", whole.fragments(), left.fragments(), FragmentSetting::toString, out);
        out.println();
        out.println(describeEnd(shrink.shrunk()));
        out.println("Folder: " + folder);
    }

    private static String describeEnd(ShrunkTrial shrunk) {
        return switch (shrunk.end()) {
            case MINIMAL -> "Nothing of it can be left out alone; " + shrunk.tests() + " trials";
            case LIMIT_REACHED ->
                "The limit was reached after " + shrunk.tests()
                        + " trials; with a higher --tests or --for the same command goes on";
            case LAB_FAILED ->
                "Perhaps more can be left out: of " + shrunk.tests()
                        + " trials, the lab failed in some; the same command tries those again";
        };
    }

    private static <T> void printList(
            String what, List<T> whole, List<T> left, Function<T, String> describe, PrintWriter out) {
        if (!whole.isEmpty()) {
            out.println();
            out.println(left.size() + " of " + whole.size() + " " + what);
            left.forEach(item -> out.println("    " + describe.apply(item)));
        }
    }
}
