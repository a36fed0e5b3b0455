// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.field.UnstructuredFieldImpl;
import org.apache.james.mime4j.message.DefaultMessageWriter;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.RawField;
import org.vc4lab.patch.MailHeaders;
import org.vc4lab.patch.MailHeaders.MailAddress;

/**
 * A reply to a patch or commit by RFC 5322, to everybody who got the patch or signed the commit. It is written to a
 * file and never sent.
 *
 * @param author empty if the user named none
 * @param uniqueName the left side of the reply's id
 */
public record ReplyMail(Optional<MailAddress> author, Instant date, String uniqueName) {
    /** A draft: the domain .invalid (RFC 2606) accepts no mail, so it cannot be sent by mistake. */
    private static final MailAddress DRAFT = new MailAddress("vc4lab", "vc4lab", "vc4lab.invalid");

    private static final int LONGEST_TITLE = 200;

    /** With its angle brackets. */
    private String messageId() {
        return "<" + uniqueName + "@" + author.orElse(DRAFT).domain() + ">";
    }

    /** The address of the reply in the archive of the kernel's lists. */
    private String archiveUrl() {
        return "https://lore.kernel.org/r/" + messageId().replaceAll("[<>]", "") + "/";
    }

    /**
     * The mail, with the line ends of a text file, as git format-patch writes mails.
     *
     * @param original the mail of the patch, or its cover letter; one without an id begins a thread
     * @param asksForTestedBy whether a CLEAN verdict adds the author's Tested-by
     */
    public String compose(MailHeaders original, ReplyContent content, boolean asksForTestedBy) throws IOException {
        String body = ReplyText.of(original, content, trailers(content, asksForTestedBy));
        Message.Builder message = Message.Builder.of()
                .setFrom(mailbox(author.orElse(DRAFT)))
                .setTo(mailboxes(original.from()))
                .setCc(mailboxes(original.others().stream()
                        .filter(other -> !original.from().contains(other))
                        .toList()))
                .setDate(Date.from(date), TimeZone.getTimeZone("UTC"))
                .setSubject(subject(original))
                .setField(field("Message-ID", messageId()));
        if (!original.messageId().isEmpty()) {
            String references = Stream.concat(original.references().stream(), Stream.of(original.messageId()))
                    .distinct()
                    .collect(Collectors.joining(" "));
            message.setField(field("In-Reply-To", original.messageId())).setField(field("References", references));
        }
        message.setBody(body, "plain", StandardCharsets.UTF_8)
                .setContentTransferEncoding(
                        StandardCharsets.US_ASCII.newEncoder().canEncode(body) ? "7bit" : "8bit");
        return new String(DefaultMessageWriter.asBytes(message.build()), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static String subject(MailHeaders original) {
        if (original.messageId().isEmpty()) {
            return "[bisected] " + original.subject();
        }
        boolean isReply = original.subject().toLowerCase(Locale.ROOT).startsWith("re:");
        return isReply ? original.subject() : "Re: " + original.subject();
    }

    /**
     * In the forms of Documentation/process/submitting-patches.rst, of the kernel test robot's mails and of syzbot's.
     */
    private List<String> trailers(ReplyContent content, boolean asksForTestedBy) {
        if (author.isEmpty()) {
            return List.of();
        }
        if (content.isClean()) {
            return asksForTestedBy ? List.of("Tested-by: " + author.get()) : List.of();
        }
        if (!content.blamesPatch()) {
            return List.of();
        }
        Stream<String> tags = Stream.of(
                "If you fix the issue in a separate patch/commit (i.e. not just a new version",
                "of the same patch/commit), kindly add following tags",
                "| Reported-by: " + author.get(),
                "| Closes: " + archiveUrl());
        return Stream.concat(
                        tags,
                        content.fixes().stream().map(commit -> "| Fixes: " + ReplyText.oneLine(commit, LONGEST_TITLE)))
                .toList();
    }

    private static List<Mailbox> mailboxes(List<MailAddress> addresses) {
        return addresses.stream().map(ReplyMail::mailbox).toList();
    }

    private static Mailbox mailbox(MailAddress address) {
        return new Mailbox(address.name().isEmpty() ? null : address.name(), address.localPart(), address.domain());
    }

    private static Field field(String name, String value) {
        return UnstructuredFieldImpl.PARSER.parse(new RawField(name, value), DecodeMonitor.SILENT);
    }
}
