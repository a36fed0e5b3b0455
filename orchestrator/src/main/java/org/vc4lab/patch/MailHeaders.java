// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.james.mime4j.dom.Header;
import org.apache.james.mime4j.dom.address.Address;
import org.apache.james.mime4j.dom.address.Group;
import org.apache.james.mime4j.dom.field.AddressListField;
import org.apache.james.mime4j.dom.field.MailboxListField;
import org.apache.james.mime4j.dom.field.UnstructuredField;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a mail, as a reply to it needs them. Each value fits into a header of the reply: it is bounded, has no
 * control characters, and addresses and ids have the form of RFC 5322.
 *
 * @param messageId with its angle brackets; empty if it has none that a reply could name
 * @param references the ids of the mails before it in the thread, oldest first; the last is the one that it answers
 * @param subject decoded
 * @param date as it is in the mail
 * @param from to whom a reply goes
 * @param others the other recipients
 */
public record MailHeaders(
        String messageId,
        List<String> references,
        String subject,
        String date,
        List<MailAddress> from,
        List<MailAddress> others) {
    /** RFC 5322, 3.6.4, with dot-atoms; some clients write other printable characters. */
    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?-~&&[^@]]{1,200}@[!-;=?-~&&[^@]]{1,200}>");

    private static final int MOST_REFERENCES = 20;
    private static final int MOST_RECIPIENTS = 100;
    private static final int LONGEST_TEXT = 200;
    /** Bytes of a header. A patch that goes to each maintainer of a tree has hundreds of recipients. */
    private static final int LONGEST_HEADER = 1 << 16;

    private static final MimeConfig LIMITS = MimeConfig.custom()
            .setMaxLineLen(LONGEST_HEADER)
            .setMaxHeaderLen(LONGEST_HEADER)
            .build();
    private static final MailHeaders NONE = new MailHeaders("", List.of(), "", "", List.of(), List.of());

    public MailHeaders {
        references = List.copyOf(references);
        from = List.copyOf(from);
        others = List.copyOf(others);
    }

    /** An address, with the name beside it, which may be empty. */
    public record MailAddress(String name, String localPart, String domain) {
        private static final String ATOM = "[\\w!#$%&'*+/=?^`{|}~-]{1,64}";
        private static final Pattern DOT_ATOM = Pattern.compile(ATOM + "(\\." + ATOM + "){0,20}");

        private static Optional<MailAddress> of(org.apache.james.mime4j.dom.address.Mailbox mailbox) {
            String local = String.valueOf(mailbox.getLocalPart());
            String host = String.valueOf(mailbox.getDomain());
            boolean isAddress = mailbox.getDomain() != null
                    && DOT_ATOM.matcher(local).matches()
                    && DOT_ATOM.matcher(host).matches();
            return Optional.of(new MailAddress(printable(mailbox.getName()), local, host))
                    .filter(address -> isAddress);
        }

        /** Reads {@code NAME <ADDRESS>}; empty if it is none. */
        public static Optional<MailAddress> parse(String text) {
            String line = "From: " + text.replaceAll("\\R", " ") + "\r\n\r\n";
            return MailHeaders.parse(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)))
                    .map(header -> addresses(header, "From"))
                    .filter(addresses -> addresses.size() == 1)
                    .map(addresses -> addresses.get(0))
                    .filter(address -> text.endsWith("<" + address.localPart() + "@" + address.domain() + ">"));
        }

        @Override
        public String toString() {
            String address = localPart + "@" + domain;
            return name.isEmpty() ? address : name + " <" + address + ">";
        }
    }

    /** The headers of a mail, of which only the beginning is read. */
    static MailHeaders read(InputStream mail) {
        return parse(mail).map(MailHeaders::of).orElse(NONE);
    }

    /**
     * The headers that a mail with a commit would have.
     *
     * @param messageId of the mail that the commit came in, if the commit says so
     * @param author name and address, as each signer; what is none is left out
     */
    public static MailHeaders ofCommit(
            String messageId, String subject, String date, String author, List<String> signers) {
        return new MailHeaders(
                MESSAGE_ID.matcher(messageId).matches() ? messageId : "",
                List.of(),
                printable(subject),
                printable(date),
                MailAddress.parse(author).stream().toList(),
                signers.stream()
                        .flatMap(signer -> MailAddress.parse(signer).stream())
                        .distinct()
                        .limit(MOST_RECIPIENTS)
                        .toList());
    }

    private static MailHeaders of(Header header) {
        List<MailAddress> authors = addresses(header, "Reply-To");
        return new MailHeaders(
                ids(header, "Message-ID").stream().findFirst().orElse(""),
                thinned(ancestors(header)),
                text(header, "Subject"),
                text(header, "Date"),
                authors.isEmpty() ? addresses(header, "From") : authors,
                Stream.concat(addresses(header, "To").stream(), addresses(header, "Cc").stream())
                        .distinct()
                        .limit(MOST_RECIPIENTS)
                        .toList());
    }

    /** The mail that it answers; empty if it answers none. */
    String parent() {
        return references.isEmpty() ? "" : references.get(references.size() - 1);
    }

    /** Some mailers write a shortened References, so that In-Reply-To says which mail is answered. */
    private static List<String> ancestors(Header header) {
        List<String> ancestors = new ArrayList<>(ids(header, "References"));
        ids(header, "In-Reply-To").stream().findFirst().ifPresent(parent -> {
            ancestors.removeIf(parent::equals);
            ancestors.add(parent);
        });
        return ancestors;
    }

    private static Optional<Header> parse(InputStream mail) {
        try {
            DefaultMessageBuilder builder = new DefaultMessageBuilder();
            builder.setMimeEntityConfig(LIMITS);
            return Optional.of(builder.parseHeader(mail));
        } catch (IOException invalid) { // a header longer than the parser's limit, for example
            return Optional.empty();
        }
    }

    /** The first, which is the root of the thread, and the last ones, as RFC 5322, 3.6.4, allows. */
    private static List<String> thinned(List<String> ids) {
        int dropped = Math.max(0, ids.size() - MOST_REFERENCES);
        return IntStream.range(0, ids.size())
                .filter(i -> i == 0 || i > dropped)
                .mapToObj(ids::get)
                .toList();
    }

    private static List<String> ids(Header header, String name) {
        return fields(header, name)
                .flatMap(field -> MESSAGE_ID.matcher(field.getBody()).results())
                .map(MatchResult::group)
                .toList();
    }

    private static String text(Header header, String name) {
        return fields(header, name)
                .map(field -> field instanceof UnstructuredField text ? text.getValue() : field.getBody())
                .findFirst()
                .map(MailHeaders::printable)
                .orElse("");
    }

    private static List<MailAddress> addresses(Header header, String name) {
        return fields(header, name)
                .flatMap(field -> mailboxes(field).stream())
                .flatMap(mailbox -> MailAddress.of(mailbox).stream())
                .limit(MOST_RECIPIENTS)
                .toList();
    }

    private static List<org.apache.james.mime4j.dom.address.Mailbox> mailboxes(Field field) {
        if (field instanceof MailboxListField list) {
            return list.getMailboxList() == null ? List.of() : List.copyOf(list.getMailboxList());
        }
        if (field instanceof AddressListField list && list.getAddressList() != null) {
            return list.getAddressList().stream()
                    .flatMap(address -> mailboxes(address).stream())
                    .toList();
        }
        return List.of();
    }

    private static List<org.apache.james.mime4j.dom.address.Mailbox> mailboxes(Address address) {
        return address instanceof Group group
                ? List.copyOf(group.getMailboxes())
                : List.of((org.apache.james.mime4j.dom.address.Mailbox) address);
    }

    private static Stream<Field> fields(Header header, String name) {
        List<Field> fields = header.getFields(name);
        return fields == null ? Stream.of() : fields.stream();
    }

    /** One line without controls; a decoded word may hold any character. */
    private static String printable(@Nullable String text) {
        String line = text == null
                ? ""
                : text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\s]++", " ").strip();
        return line.substring(0, Math.min(line.length(), LONGEST_TEXT));
    }
}
