// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One version of a series, as far as it is in a mailbox.
 *
 * @param total the number of its patches, if they have numbers; otherwise 0
 * @param mails its patches, and its cover letter if there is one, in the order of the mailbox
 */
record PostedSeries(int version, int total, List<PatchMail> mails) {
    PostedSeries {
        mails = List.copyOf(mails);
    }

    List<PatchMail> patches() {
        return mails.stream().filter(PatchMail::isPatch).toList();
    }

    List<String> diffs() {
        return patches().stream().map(PatchMail::diff).toList();
    }

    /** The patches by their numbers; of two with the same number, which must be equal, the first. */
    SortedMap<Integer, PatchMail> byNumber(String source) throws PatchFormatException {
        SortedMap<Integer, PatchMail> byNumber = new TreeMap<>();
        for (PatchMail patch : patches()) {
            PatchMail existing = byNumber.putIfAbsent(patch.number(), patch);
            if (existing != null && !existing.diff().equals(patch.diff())) {
                throw new PatchFormatException(
                        "two different patches " + patch.number() + "/" + total + " in " + source);
            }
        }
        return byNumber;
    }

    /** Whether it may be a version of the same series: it shares an author or a title with it. */
    boolean isRelatedTo(PostedSeries other) {
        return mails.stream().anyMatch(mail -> other.mails().stream()
                .anyMatch(each -> mail.author().equals(each.author())
                        || mail.subject().title().equals(each.subject().title())));
    }

    /** The subject and date of its cover letter, or of its first patch. */
    String describe() {
        PatchMail first =
                mails.stream().min(Comparator.comparingInt(PatchMail::number)).orElseThrow();
        String date = first.headers().date();
        return "'" + first.subject().text() + "'" + (date.isEmpty() ? "" : " (" + date + ")");
    }
}
