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
 * A reply to a patch by RFC 5322, to everybody who got the patch. It is written to a file and never sent.
 *
 * @param author empty if the user named none
 * @param uniqueName the left side of the reply's id
 */
public record ReplyMail(Optional<MailAddress> author, Instant date, String uniqueName) {
    /** A draft: the domain .invalid (RFC 2606) accepts no mail, so it cannot be sent by mistake. */
    private static final MailAddress DRAFT = new MailAddress("vc4lab", "vc4lab", "vc4lab.invalid");

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
     * @param original the mail of the patch, or its cover letter
     * @param asksForTestedBy whether a CLEAN verdict adds the author's Tested-by
     */
    public String compose(MailHeaders original, ReplyContent content, boolean asksForTestedBy) throws IOException {
        String body = ReplyText.of(original, content, trailers(content, asksForTestedBy));
        Message message = Message.Builder.of()
                .setFrom(mailbox(author.orElse(DRAFT)))
                .setTo(mailboxes(original.from()))
                .setCc(mailboxes(original.others().stream()
                        .filter(other -> !original.from().contains(other))
                        .toList()))
                .setDate(Date.from(date), TimeZone.getTimeZone("UTC"))
                .setSubject(
                        original.subject().toLowerCase(Locale.ROOT).startsWith("re:")
                                ? original.subject()
                                : "Re: " + original.subject())
                .setField(field("Message-ID", messageId()))
                .setField(field("In-Reply-To", original.messageId()))
                .setField(field(
                        "References",
                        Stream.concat(original.references().stream(), Stream.of(original.messageId()))
                                .distinct()
                                .collect(Collectors.joining(" "))))
                .setBody(body, "plain", StandardCharsets.UTF_8)
                .setContentTransferEncoding(
                        StandardCharsets.US_ASCII.newEncoder().canEncode(body) ? "7bit" : "8bit")
                .build();
        return new String(DefaultMessageWriter.asBytes(message), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    /** In the forms of Documentation/process/submitting-patches.rst and of the kernel test robot's mails. */
    private List<String> trailers(ReplyContent content, boolean asksForTestedBy) {
        if (author.isEmpty()) {
            return List.of();
        }
        if (content.isClean()) {
            return asksForTestedBy ? List.of("Tested-by: " + author.get()) : List.of();
        }
        return content.blamesPatch()
                ? List.of(
                        "If you fix the issue in a separate patch/commit (i.e. not just a new version",
                        "of the same patch/commit), kindly add following tags",
                        "| Reported-by: " + author.get(),
                        "| Closes: " + archiveUrl())
                : List.of();
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
