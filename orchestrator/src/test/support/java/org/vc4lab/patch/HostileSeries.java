// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Writes a series that tries to change or read files outside of the tree to which it is applied. */
final class HostileSeries {
    /** From the tree and from the scratch folder alike. */
    private static final String OUTSIDE = "../../../../canary";

    private static final String DELETION = "@@ -1 +0,0 @@\n-one\n";
    private static final String NO_NEWLINE = "\\ No newline at end of file\n";

    private static final List<String> NAMES = List.of(
            "src/a.c",
            "src/new.c",
            "src",
            "link",
            "link/secret",
            "link/new",
            "sub/link",
            "sub/link/secret",
            "base/secret",
            "base",
            "SRC/A.C",
            OUTSIDE + "/secret",
            "../canary/secret",
            "src/../" + OUTSIDE + "/secret",
            "src/..",
            ".git/hooks/post-checkout",
            ".GIT/config",
            "sub/.git",
            ".g\u200cit/config",
            ".git /config",
            "git~1/config",
            "src//a.c",
            "./src/a.c",
            "src/./a.c",
            "src/a.c/",
            "src/a.c/below",
            "src/\u00e9.c",
            "-rf",
            "~/secret",
            "src\\..\\a.c",
            "src/a b.c",
            "src/a\tb.c",
            "src/a\nb.c",
            "\u0000",
            "/dev/null",
            "n".repeat(300),
            "d/".repeat(3000) + "x");

    private static final List<String> MODES = List.of(
            "100755",
            "120000",
            "0120000",
            "120000 ",
            "\t120000",
            "\n120000",
            "+120000",
            "120777",
            "120000\r",
            "120000 100644",
            "100644 120000",
            "40000120000",
            "160000",
            "0160000",
            "040000",
            "104755",
            "100600",
            "-1",
            "");

    private final Path outside;
    private final Random random;

    HostileSeries(Path outside, Random random) {
        this.outside = outside;
        this.random = random;
    }

    /** A patch, a folder of patches or mails, or a mailbox. */
    Path writeTo(Path folder) throws IOException {
        List<String> diffs = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            diffs.add(diff() + (random.nextInt(3) == 0 ? diff() : ""));
        }
        if (random.nextInt(12) == 0) {
            StringBuilder mails = new StringBuilder();
            diffs.forEach(diff -> mails.append(mail(diff)));
            return random.nextBoolean()
                    ? write(folder.resolve("series.mbox"), mails.toString())
                    : writeGzip(folder.resolve("series.mbox.gz"), mails.toString());
        }
        if (diffs.size() == 1) {
            return write(folder.resolve("one.patch"), diffs.get(0));
        }
        Path series = Files.createDirectory(folder.resolve("series"));
        if (random.nextInt(12) == 0) {
            writeMails(series, diffs);
            return series;
        }
        for (int i = 0; i < diffs.size(); i++) {
            write(series.resolve("000" + i + ".patch"), diffs.get(i));
        }
        return series;
    }

    /** A maildir or a folder of *.eml files, perhaps with a link to a file outside. */
    private void writeMails(Path folder, List<String> diffs) throws IOException {
        boolean isMaildir = random.nextBoolean();
        Path mails = isMaildir ? Files.createDirectory(folder.resolve(pick("cur", "new"))) : folder;
        String ending = isMaildir ? ".host:2,S" : ".eml";
        for (int i = 0; i < diffs.size(); i++) {
            write(mails.resolve(i + ending), mail(diffs.get(i)));
        }
        if (random.nextInt(4) == 0) {
            Files.createSymbolicLink(mails.resolve("link" + ending), outside.resolve("secret"));
        }
    }

    private static Path writeGzip(Path file, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private String mail(String diff) {
        boolean encoded = random.nextBoolean();
        String body = "From: x\n\nWhy\n" + pick("---\n", "-- >8 --\n", "", ">From x\n", "From a b 00:00:00\n") + diff;
        return "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: a <a@example.org>\nSubject: "
                + pick("[PATCH] x", "x", "=?utf-8?q?x=1B=0A--- a/../x?=", "[PATCH 1/1] ../../x", "Re: x") + "\n"
                + (encoded
                        ? "Content-Transfer-Encoding: base64\n\n"
                                + Base64.getMimeEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8))
                        : "\n" + body)
                + "\n";
    }

    private String diff() {
        String name = name();
        return switch (random.nextInt(12)) {
            case 0 -> edit("src/a.c", "");
            case 1 -> create(pick("link", "sub/link", name), mode()) + delete(pick("link/secret", "sub/link/secret"));
            case 2, 3 -> create(name, mode());
            case 4 -> create(name, "100644");
            case 5 -> delete(name);
            case 6 -> edit(name, pick("old mode ", "new mode ", "deleted file mode ", "index 1..2 ") + mode() + "\n");
            case 7 -> git(name, name()) + rename(pick("rename", "copy"), "src/a.c", name);
            case 8 -> git("src/a.c", name) + rename(pick("rename", "copy"), "src/a.c", name);
            case 9 ->
                git(name, name) + "new file mode " + mode() + "\nindex " + "0".repeat(40) + ".." + "1".repeat(40) + "\n"
                        + String.format(
                                "GIT binary patch\nliteral %s\n\n",
                                pick("18\nSc%0MI)7OKc<ixzhqDlZGqXeq}", "2\nJc$}-?0ssK~0D}Mk"));
            case 10 -> "--- a/" + name + "\n" + edit("src/a.c", "");
            default -> "--- " + spell("a/", name) + "\n+++ " + spell("b/", name()) + "\n" + hunk();
        };
    }

    private String create(String name, String mode) {
        return git(name, name) + "new file mode " + mode + "\n--- /dev/null\n+++ " + spell("b/", name) + "\n" + hunk();
    }

    private String delete(String name) {
        return git(name, name) + pick("deleted file mode 100644\n", "deleted file mode 160000\n", "", "") + "--- "
                + spell("a/", name) + "\n+++ /dev/null\n" + DELETION;
    }

    private String edit(String name, String header) {
        return git(name, name) + header + "--- " + spell("a/", name) + "\n+++ " + spell("b/", name)
                + "\n@@ -1 +1 @@\n-one\n+two\n";
    }

    private String hunk() {
        return "@@ -0,0 +1 @@\n+" + pick(OUTSIDE, outside.toString(), "secret", "/", "x") + "\n"
                + (random.nextBoolean() ? NO_NEWLINE : "");
    }

    private String git(String from, String to) {
        return random.nextInt(12) == 0 ? "" : "diff --git " + spell("a/", from) + " " + spell("b/", to) + "\n";
    }

    private static String rename(String verb, String from, String to) {
        return "similarity index 100%\n" + verb + " from " + from + "\n" + verb + " to " + to + "\n";
    }

    /** A third is harmless, so that git gets to see the others. */
    private String name() {
        return switch (random.nextInt(12)) {
            case 0 -> outside + "/secret";
            case 1, 2, 3, 4 -> pick("src/a.c", "src/new.c");
            default -> pick(NAMES);
        };
    }

    private String mode() {
        return random.nextBoolean() ? "100644" : pick(MODES);
    }

    private String spell(String prefix, String name) {
        return switch (random.nextInt(24)) {
            case 0 -> name;
            case 1 -> '"' + prefix + name.replace("/", "\\057").replace("\n", "\\n") + '"';
            case 2 -> '"' + prefix + name.replace(".", "\\056").replace("\n", "\\012") + '"';
            case 3 -> prefix + name + "\t2020-01-01 00:00:00";
            case 4 -> prefix + name + " ";
            case 5 -> "x/" + prefix + name;
            case 6 -> prefix + "/" + name;
            case 7 -> prefix + name + "\r";
            default -> prefix + name;
        };
    }

    private String pick(String... choices) {
        return pick(List.of(choices));
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
