// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.field.ParsedField;
import org.apache.james.mime4j.field.DefaultFieldParser;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;

/** Reads a mail that a file holds as RFC 5322 has it, and refuses any other. */
public final class StrictMail {
    /** RFC 5322, 3.6: how often each may occur, at most once, and which must. */
    private static final List<String> REQUIRED = List.of("From", "Date");

    private static final List<String> AT_MOST_ONCE = List.of(
            "From",
            "Sender",
            "Reply-To",
            "To",
            "Cc",
            "Bcc",
            "Message-ID",
            "In-Reply-To",
            "References",
            "Subject",
            "Date");
    private static final int RECOMMENDED = 78;
    private static final int LIMIT = 998;

    private StrictMail() {}

    public static Message parse(String file) throws IOException {
        assertThat(file).doesNotContain("\r");
        String headers = file.substring(0, file.indexOf("\n\n"));
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(headers))
                .as(headers)
                .isTrue();
        assertThat(headers.lines()).allMatch(line -> line.length() <= RECOMMENDED, "short enough");
        assertThat(file.lines()).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= LIMIT, "no longer");
        assertThat(file).doesNotContainPattern("[\\p{Cntrl}&&[^\\n\\t]]");
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.STRICT);
        builder.setFieldParser(DefaultFieldParser.getParser());
        builder.setDecodeMonitor(DecodeMonitor.STRICT);
        Message message = builder.parseMessage(
                new ByteArrayInputStream(file.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
        REQUIRED.forEach(
                name -> assertThat(message.getHeader().getFields(name)).as(name).hasSize(1));
        AT_MOST_ONCE.forEach(
                name -> assertThat(message.getHeader().getFields(name)).as(name).hasSizeLessThan(2));
        for (Field field : message.getHeader().getFields()) {
            assertThat(field).isInstanceOfSatisfying(ParsedField.class, parsed -> assertThat(parsed.isValidField())
                    .as("%s: %s", parsed, parsed.getParseException())
                    .isTrue());
        }
        return message;
    }
}
