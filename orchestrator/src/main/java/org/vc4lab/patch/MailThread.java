// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which mail of a mailbox answers which. Headers are the sender's: they may lie, and form circles. */
final class MailThread {
    private final Map<String, PatchMail> byId = new HashMap<>();
    private final List<PatchMail> mails = new ArrayList<>();

    MailThread(List<PatchMail> received) {
        for (PatchMail mail : received) {
            if (mail.id().isEmpty() || byId.putIfAbsent(mail.id(), mail) == null) {
                mails.add(mail);
            }
        }
    }

    /** Each mail once, though each list to which it went delivers it. */
    List<PatchMail> mails() {
        return mails;
    }

    Optional<PatchMail> parent(PatchMail mail) {
        return Optional.ofNullable(byId.get(mail.headers().parent()))
                .filter(parent -> !parent.id().equals(mail.id()));
    }

    /** The mails above, from near to far. */
    List<PatchMail> ancestors(PatchMail mail) {
        Map<String, PatchMail> ancestors = new LinkedHashMap<>();
        Optional<PatchMail> next = parent(mail);
        while (next.isPresent() && ancestors.putIfAbsent(next.get().id(), next.get()) == null) {
            next = parent(next.get());
        }
        return List.copyOf(ancestors.values());
    }

    /** The version in its tags, or in those of the mail above it in its series. */
    int version(PatchMail mail) {
        int version = mail.subject().version();
        if (version == 0) {
            version = parent(mail)
                    .filter(parent -> isAbove(parent, mail))
                    .map(parent -> parent.subject().version())
                    .orElse(0);
        }
        return Math.max(1, version);
    }

    /** The cover letter of the mail's series, or the first patch of it that the others answer. */
    PatchMail root(PatchMail mail) {
        PatchMail root = mail;
        Optional<PatchMail> parent = parent(root);
        while (parent.isPresent() && isAbove(parent.get(), root) && version(parent.get()) == version(root)) {
            root = parent.get();
            parent = parent(root);
        }
        return root;
    }

    /** The cover letter of a patch if it is there, otherwise the mail of the patch; empty if that has no id. */
    Optional<MailHeaders> mailToReplyTo(PatchMail patch) {
        PatchMail root = root(patch);
        return Optional.of(root.isCoverLetter() ? root.headers() : patch.headers())
                .filter(headers -> !headers.messageId().isEmpty());
    }

    /** Patches answer the cover letter, the first patch or the previous one. Numbers sink on the way up, so it ends. */
    private static boolean isAbove(PatchMail parent, PatchMail mail) {
        return !parent.subject().isReply() && parent.total() == mail.total() && parent.number() < mail.number();
    }

    /** Whether the mail answers the patch of the same number in an older version: it replaces only that one. */
    boolean isReroll(PatchMail mail) {
        return mail.number() > 0
                && ancestors(mail).stream()
                        .anyMatch(ancestor -> isSamePatch(ancestor, mail) && version(ancestor) < version(mail));
    }

    /** Whether the mail answers the patch of the same number in this version. */
    boolean isRerollOf(PatchMail mail, int version) {
        return ancestors(mail).stream()
                .anyMatch(ancestor -> isSamePatch(ancestor, mail) && version(ancestor) == version);
    }

    private static boolean isSamePatch(PatchMail ancestor, PatchMail mail) {
        return ancestor.isPatch() && ancestor.number() == mail.number() && ancestor.total() == mail.total();
    }
}
