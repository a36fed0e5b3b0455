// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mail of a mailbox.
 *
 * @param id its Message-ID; empty if it has none
 * @param parent the Message-ID of the mail that it answers; empty if it answers none
 * @param author of the patch, which need not be the sender of the mail
 * @param diff empty if it changes nothing
 */
record PatchMail(SubjectLine subject, String id, String parent, String author, String date, String diff) {
    private static final Pattern ID = Pattern.compile("<([^<>\\s]++)>");
    private static final Pattern FOLDED = Pattern.compile("\n[ \t]");

    /**
     * The mail.
     *
     * @param mail its text, with its headers
     * @param mailinfo what git-mailinfo prints
     */
    static PatchMail of(String mail, List<String> mailinfo, String diff) {
        int end = mail.indexOf("\n\n");
        String headerText =
                FOLDED.matcher(end < 0 ? mail : mail.substring(0, end)).replaceAll(" ");
        List<String> headers = headerText.lines().toList();
        List<String> references = ids(headers, "References");
        return new PatchMail(
                SubjectLine.parse(field(mailinfo, "Subject")),
                ids(headers, "Message-ID").stream().findFirst().orElse(""),
                Stream.concat(
                                ids(headers, "In-Reply-To").stream(),
                                references.stream().skip(Math.max(0, references.size() - 1)))
                        .findFirst()
                        .orElse(""),
                field(mailinfo, "Author") + " <" + field(mailinfo, "Email") + ">",
                field(mailinfo, "Date"),
                DiffHeaders.of(diff).changesAnything() ? diff : "");
    }

    private static List<String> ids(List<String> headers, String name) {
        return ID.matcher(field(headers, name))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String field(List<String> lines, String name) {
        String start = name + ":";
        return lines.stream()
                .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
                .map(line -> line.substring(start.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** The patch, by the name under which messages and results show it. */
    Patch toPatch(String name) {
        return Patch.of(name, subject.title(), author, diff);
    }

    /** A cover letter may contain a diff too: the range-diff to the previous version. */
    boolean hasChanges() {
        return !diff.isEmpty() && !isCoverLetter();
    }

    boolean isPatch() {
        return hasChanges() && !subject.isReply();
    }

    boolean isCoverLetter() {
        return subject.isCoverLetter();
    }

    int number() {
        return subject.number();
    }

    int total() {
        return subject.total();
    }
}
