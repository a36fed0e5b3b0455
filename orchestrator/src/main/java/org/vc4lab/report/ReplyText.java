// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.exec.PrintableWriter;
import org.vc4lab.patch.MailHeaders;
import org.vc4lab.patch.Patch;
import org.vc4lab.source.Sha256;

/**
 * The text of a reply: the verdict, what was run, what was seen, how to run it again. Lines with text from patches and
 * guests begin with a mark, as b4 and git take a line that begins with a name and a colon for a trailer.
 */
final class ReplyText {
    /** As mails are wrapped, RFC 5322, 2.1.1, with room for quotation marks. */
    private static final int WIDTH = 72;

    private static final int LONGEST_ITEM = 1000;
    private static final int MOST_ITEMS = 200;
    private static final int MOST_WORD = 200;

    private final StringBuilder text = new StringBuilder();

    private ReplyText() {}

    static String of(MailHeaders original, ReplyContent content, List<String> trailers) {
        ReplyText reply = new ReplyText();
        reply.items(
                "On " + original.date() + ", "
                        + original.from().stream()
                                .findFirst()
                                .map(MailHeaders.MailAddress::toString)
                                .orElse("somebody")
                        + " wrote:",
                "> ",
                List.of(original.subject()));
        reply.line("Verdict of vc4lab: " + content.verdict());
        reply.item("", content.meaning());
        reply.line("");
        reply.run(content);
        reply.items("What was seen:", "- ", content.seen());
        reply.items("How to run it again, in a clone of vc4lab:", "", List.of());
        reply.line(content.command());
        if (!trailers.isEmpty()) {
            reply.line("");
            trailers.forEach(reply::line);
        }
        return reply.text.toString();
    }

    static String noteOf(ReplyContent content) {
        ReplyText note = new ReplyText();
        note.line("Verdict of vc4lab: " + content.verdict());
        note.item(
                "- ",
                "case " + content.caseName() + ", configuration "
                        + content.kernel().config() + ", " + content.version());
        content.scenarios().forEach(scenario -> note.item("- ", scenario));
        content.seen().stream().limit(MOST_ITEMS).forEach(seen -> note.item("- ", seen));
        return note.text.toString().replace("\r\n", "\n");
    }

    private void run(ReplyContent content) {
        line("What was run:");
        line("");
        item(
                "- ",
                "kernel " + describe(content.kernel().source()) + ", configuration "
                        + content.kernel().config());
        item("- ", "case " + content.caseName() + ", " + content.version());
        content.scenarios().forEach(scenario -> item("- ", scenario));
        line("");
        List<String> patches = content.kernel().patches().stream()
                .flatMap(series -> series.patches().stream())
                .map(ReplyText::describe)
                .toList();
        items("Patches on this kernel, each with the SHA-256 of its diff:", "- ", patches);
    }

    private static String describe(Patch patch) {
        return patch.subject() + " " + Sha256.of(patch.diff().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String describe(KernelSource source) {
        if (source instanceof KernelSource.GitRevision revision) {
            return "commit " + revision.commit() + " of "
                    + revision.repository().getFileName();
        }
        return source.toString();
    }

    private void items(String heading, String mark, List<String> items) {
        item("", heading);
        if (!mark.startsWith(">")) {
            line("");
        }
        items.stream().limit(MOST_ITEMS).forEach(item -> item(mark, item));
        if (items.size() > MOST_ITEMS) {
            item(mark, String.format(Locale.ROOT, "and %d more", items.size() - MOST_ITEMS));
        }
        if (!items.isEmpty()) {
            line("");
        }
    }

    /** Text of a patch or guest without controls, in one line. */
    static String oneLine(String text, int limit) {
        String words = PrintableWriter.escape(text.replaceAll("\\s+", " ").strip());
        return words.length() > limit ? words.substring(0, limit) + "..." : words;
    }

    /** Wraps a text; each of its lines begins with the mark. */
    private void item(String mark, String item) {
        StringBuilder line = new StringBuilder(mark);
        for (String word : oneLine(item, LONGEST_ITEM).split(" ", -1)) {
            String part = word.substring(0, Math.min(word.length(), MOST_WORD));
            if (line.length() + 1 + part.length() > WIDTH && line.length() > mark.length()) {
                line(line.toString());
                line = new StringBuilder(mark.startsWith("-") ? "| " : mark);
            }
            line.append(line.toString().isBlank() || line.toString().endsWith(" ") ? "" : " ")
                    .append(part);
        }
        line(line.toString());
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append("\r\n");
    }
}
