// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A kernel report in a log: a warning, an oops, a lockdep complaint, ...
 *
 * @param title in syzkaller's convention, without anything that changes from run to run
 * @param frames the first call trace, innermost first, as printed
 * @param locksHeld the locks held according to the report, each with the function that took it
 * @param corruptedReason why the text is incomplete or mixed with another's; "" if it is whole
 */
public record Report(
        ReportKind kind,
        String title,
        TaskContext context,
        List<Frame> frames,
        List<String> locksHeld,
        String corruptedReason,
        Occurrence occurrence) {
    private static final int SIGNATURE_BYTES = 8;

    /** Which of these a headline begins with differs between kernels. */
    private static final List<String> HEADLINE_WORDS = List.of("BUG: ", "WARNING: ", "INFO: ");

    /**
     * Where in the log it stands, and how often.
     *
     * @param firstLine number of the report's first line, from 1
     * @param lastLine number of its last line
     * @param repeats how often it occurred in a row, from 1; the lines are those of the first
     * @param panicked whether the kernel panicked because of it
     */
    public record Occurrence(long firstLine, long lastLine, int repeats, boolean panicked) {}

    public Report {
        frames = List.copyOf(frames);
        locksHeld = List.copyOf(locksHeld);
    }

    /** Of each frame the address to look up in debug information: all but the innermost are return addresses. */
    public List<Frame> callSites() {
        return Stream.concat(frames.stream().limit(1), frames.stream().skip(1).map(Frame::callSite))
                .toList();
    }

    /**
     * The calls that led to it, innermost first: from the function that the title names, or from the first that is no
     * helper, to the last before a system call, an interrupt or a thread that hands work to anybody. Without the
     * compiler's suffixes, and without frames that may be stale.
     */
    public List<String> chain() {
        List<String> functions = frames.stream()
                .filter(frame -> !frame.unreliable())
                .map(Frame::baseName)
                .toList();
        int named = functions.indexOf(title.substring(title.lastIndexOf(' ') + 1));
        return (named >= 0
                        ? functions.stream().skip(named)
                        : functions.stream().dropWhile(FunctionPatterns.HELPERS::contains))
                .takeWhile(function -> !FrameSearch.isEntry(function))
                .toList();
    }

    /** Equal for the same bug, whatever the timestamps, addresses, line numbers, kernel or architecture. */
    public String signature() {
        return signature(kind, title);
    }

    /**
     * Of kind and title only; the title names a function and nothing that changes from run to run. Outer frames do not
     * count, as inlining differs between architectures and kernels.
     */
    static String signature(ReportKind kind, String title) {
        String bare = title;
        for (String word : HEADLINE_WORDS) {
            bare = bare.startsWith(word) ? bare.substring(word.length()) : bare;
        }
        bare = bare.replace("slab-use-after-free", "use-after-free");
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] digest = sha256.digest((kind + "\n" + bare).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, SIGNATURE_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public boolean corrupted() {
        return !corruptedReason.isEmpty();
    }

    public long firstLine() {
        return occurrence.firstLine();
    }

    public long lastLine() {
        return occurrence.lastLine();
    }

    public int repeats() {
        return occurrence.repeats();
    }

    public boolean panicked() {
        return occurrence.panicked();
    }

    Report withOneMoreRepeat() {
        Occurrence repeated = new Occurrence(firstLine(), lastLine(), repeats() + 1, panicked());
        return new Report(kind, title, context, frames, locksHeld, corruptedReason, repeated);
    }
}
