// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.List;
import java.util.Optional;

/**
 * A mail of a mailbox.
 *
 * @param author of the patch, which need not be the sender of the mail
 * @param diff empty if it changes nothing
 */
record PatchMail(SubjectLine subject, MailHeaders headers, String author, String diff) {
    /**
     * The mail.
     *
     * @param mailinfo what git-mailinfo prints; it takes the patch's author and subject from the text if they are there
     */
    static PatchMail of(MailHeaders headers, List<String> mailinfo, String diff) {
        return new PatchMail(
                SubjectLine.parse(field(mailinfo, "Subject")),
                headers,
                field(mailinfo, "Author") + " <" + field(mailinfo, "Email") + ">",
                DiffHeaders.of(diff).changesAnything() ? diff : "");
    }

    private static String field(List<String> mailinfo, String name) {
        String start = name + ": ";
        return mailinfo.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** Its Message-ID; empty if it has none. */
    String id() {
        return headers.messageId();
    }

    /** The patch, by the name under which messages and results show it. */
    Patch toPatch(String name, Optional<MailHeaders> mailToReplyTo) {
        return Patch.of(name, subject.title(), author, mailToReplyTo, diff);
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
