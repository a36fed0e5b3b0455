// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.patch.MailHeaders;
import org.vc4lab.source.ReadOnlyGitRepository.BorrowingRepository;

/** The mail to which the result of a bisection is a reply: it goes to the author of a commit and all who signed it. */
public final class CommitMail {
    private static final String SIGNERS = "%(trailers:key=Signed-off-by,key=Reviewed-by,key=Acked-by,key=Tested-by,"
            + "key=Reported-by,key=Cc,valueonly,unfold)";
    private static final String LINKS = "%(trailers:key=Link,valueonly,unfold)";
    private static final Pattern ARCHIVED = Pattern.compile(
            "https://(?:lore\\.kernel|lkml\\.kernel|patch\\.msgid)\\.(?:org|link)/(?:[\\w.-]+/)?([^/\\s]+@[^/\\s]+)/?");

    private CommitMail() {}

    public static MailHeaders of(BorrowingRepository repository, String commit)
            throws IOException, InterruptedException {
        return MailHeaders.ofCommit(
                findMessageId(log(repository, commit, LINKS)),
                String.join(" ", log(repository, commit, "%s")),
                String.join(" ", log(repository, commit, "%aD")),
                String.join(" ", log(repository, commit, "%an <%ae>")),
                log(repository, commit, SIGNERS));
    }

    private static List<String> log(BorrowingRepository repository, String commit, String format)
            throws IOException, InterruptedException {
        return repository.lines("log", "-1", "--no-show-signature", "--format=" + format, commit);
    }

    /** Of the last link, which the maintainer adds; those before it may be of reports. Empty if there is none. */
    private static String findMessageId(List<String> links) {
        Matcher last =
                ARCHIVED.matcher(links.stream().filter(link -> !link.isBlank()).reduce("", (earlier, later) -> later));
        return last.matches() ? "<" + last.group(1) + ">" : "";
    }
}
