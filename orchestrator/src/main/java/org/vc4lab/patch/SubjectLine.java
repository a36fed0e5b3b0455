// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The subject of a mail, read as b4 reads it.
 *
 * @param text the whole subject
 * @param title the subject without its tags
 * @param version of the series; 0 if no tag has one
 * @param number position in the series; 0 for a cover letter, or if no tag has a number
 * @param total length of the series; 0 if no tag has a number
 */
record SubjectLine(String text, String title, boolean isReply, int version, int number, int total) {
    private static final Pattern REPLY = Pattern.compile("(?i)\\s*+(?:(?:re|aw|fwd?|sv)\\s*+:|\\w{2,3}+:\\s*+\\[)");
    private static final Pattern TAGS = Pattern.compile("^(?:\\s*+\\[[^\\]]*+\\])++\\s*+");
    private static final Pattern NUMBER = Pattern.compile("\\b(\\d{1,4})/(\\d{1,4})\\b");
    /** "[PATCHv3]" has one, "[PATCH v5.10]" is for a kernel. */
    private static final Pattern VERSION = Pattern.compile("(?i)(?:\\b|patch|rfc)v(\\d{1,4})(?![\\w.])");

    static SubjectLine parse(String text) {
        Matcher tags = TAGS.matcher(text);
        String tag = tags.find() ? tags.group() : "";
        Matcher number = NUMBER.matcher(tag);
        boolean isNumbered = number.find();
        Matcher version = VERSION.matcher(tag);
        return new SubjectLine(
                text,
                text.substring(tag.length()),
                REPLY.matcher(text).lookingAt(),
                version.find() ? Integer.parseInt(version.group(1)) : 0,
                isNumbered ? Integer.parseInt(number.group(1)) : 0,
                isNumbered ? Integer.parseInt(number.group(2)) : 0);
    }

    boolean isCoverLetter() {
        return number == 0 && total > 0;
    }
}
