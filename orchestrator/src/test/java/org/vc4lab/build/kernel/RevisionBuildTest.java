// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.GitSandbox;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;

/** Builds small "kernels" of the commits of a git tree. */
class RevisionBuildTest {
    private final SmallKernel small;
    private final GitSandbox user;
    private final Path repository;
    private final Path folder;
    private final ProcessRunner runner = new ProcessRunner();

    RevisionBuildTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.small = SmallKernel.in(folder);
        this.user = GitSandbox.in(folder.resolve("linux tree"));
        this.repository = user.folder();
    }

    /** Builds of revisions need ccache. */
    @BeforeAll
    static void installPackages() throws Exception {
        new HostPackages(Path.of("..").toAbsolutePath().normalize(), new ProcessRunner(), Progress.silent()).install();
    }

    @BeforeEach
    void commitTheSources() throws Exception {
        SmallKernel.writeSources(repository);
        write("drivers/caf\u00e9/\"notes\".txt", "odd\n");
        write("drivers/deep/down/only.c", "int only;\n");
        Files.createSymbolicLink(repository.resolve("link"), Path.of("drivers"));
        commit("first");
    }

    private void write(String path, String text) throws IOException {
        user.write(path, text);
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        return user.git(arguments);
    }

    private String commit(String subject) throws IOException, InterruptedException {
        return user.commit(subject);
    }

    private KernelBuild build(String commit, String... diffs) throws IOException, InterruptedException {
        return small.build(new KernelSource.GitRevision(repository, commit), diffs);
    }

    private String idOf(KernelBuild build) {
        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        return ((KernelBuild.BuiltKernel) build).kernel().id();
    }

    private static byte[] image(KernelBuild build) throws IOException {
        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        return Files.readAllBytes(((KernelBuild.BuiltKernel) build).kernel().image());
    }

    private String area() {
        return area(repository);
    }

    private static String area(Path tree) {
        return "linux-git-1.0-" + new KernelSource.GitRevision(tree, "").treeId();
    }

    private Path source() {
        return small.cache().resolve("work").resolve(area()).resolve("source");
    }

    /** The mtimes differ, so that make compiles again; ccache has the results. */
    @Test
    void aRevisionThatReturnsIsNotRecompiled() throws Exception {
        String first = git("rev-parse", "HEAD");
        idOf(build(first));
        write("common.h", "#define COMMON 2\n");
        String second = commit("second");
        byte[] image = image(build(second));
        int before = ccacheHits();

        PathUtils.delete(
                small.cache().resolve("entries/kernel-" + new KernelSource.GitRevision(repository, "").treeId()));
        small.takeCompiled(area());
        idOf(build(first));
        byte[] again = image(build(second));

        assertThat(small.takeCompiled(area())).containsExactly("a", "a", "b", "b");
        assertThat(ccacheHits() - before).isEqualTo(4);
        assertThat(again).isEqualTo(image);
    }

    private int ccacheHits() throws IOException, InterruptedException {
        Path cache = small.cache().resolve("work").resolve(area()).resolve("small/ccache");
        return runner
                .run(Command.of("ccache", "--print-stats").env("CCACHE_DIR", cache.toString()))
                .orThrow()
                .output()
                .stream()
                .filter(line -> line.matches("(direct|preprocessed)_cache_hit\t.*"))
                .mapToInt(line -> Integer.parseInt(line.split("\t", 2)[1]))
                .sum();
    }

    @Test
    void aStepBetweenRevisionsRecompilesOnlyChangedFiles() throws Exception {
        String first = git("rev-parse", "HEAD");
        idOf(build(first));
        assertThat(small.takeCompiled(area())).containsExactly("a", "b", "canary", "config");
        assertThat(source().resolve("link")).isSymbolicLink();
        assertThat(source().resolve("drivers/caf\u00e9/\"notes\".txt")).hasContent("odd");

        write("a.c", "int a = 2;\n");
        write("new/file.c", "int file;\n");
        String second = commit("second");
        idOf(build(second));
        assertThat(small.takeCompiled(area())).containsExactly("a");
        assertThat(source().resolve("new/file.c")).exists();

        write("common.h", "#define COMMON 7\n");
        String third = commit("third");
        idOf(build(third));
        assertThat(small.takeCompiled(area())).containsExactly("a", "b", "canary");

        idOf(build(second));
        assertThat(small.takeCompiled(area())).as("taken from the store").isEmpty();
        idOf(build(first, SmallKernel.diff("a.c", "int a = 1;", "int a = 9;")));
        assertThat(small.takeCompiled(area())).containsExactly("a", "b");
        assertThat(source().resolve("new")).doesNotExist();
    }

    @Test
    void theCanaryIsRebuiltIfOneOfItsHeadersChanges() throws Exception {
        write("seldom.h", "#define SELDOM 1\n");
        String first = commit("first header");
        idOf(build(first));
        assertThat(small.takeCompiled(area())).containsExactly("a", "b", "canary", "config");

        write("seldom.h", "#define SELDOM 2\n");
        idOf(build(commit("a header that it does not read")));
        assertThat(small.takeCompiled(area())).isEmpty();

        write("common.h", "#define COMMON 2\n");
        idOf(build(commit("a header that it reads")));
        assertThat(small.takeCompiled(area())).containsExactly("a", "b", "canary");

        write("include/common.h", "#define COMMON 3\n");
        idOf(build(commit("a header that may be read in place of another")));
        assertThat(small.takeCompiled(area())).containsExactly("canary");

        write("scripts/steers.sh", "true\n");
        idOf(build(commit("what may steer the build")));
        assertThat(small.takeCompiled(area())).containsExactly("canary");

        write("include/module.lds.h", ".section : {}\n");
        idOf(build(commit("what a linker's script includes")));
        assertThat(small.takeCompiled(area())).containsExactly("canary");
        write("include/module.lds.h", ".other : {}\n");
        idOf(build(commit("the same, changed")));
        assertThat(small.takeCompiled(area())).containsExactly("canary");

        write("scripts/mod/tool.c", "int tool;\n");
        idOf(build(commit("a tool of the build")));
        assertThat(small.takeCompiled(area())).containsExactly("canary");
    }

    @Test
    void equalTreesAreTheSameKernelWhateverTheirHistory() throws Exception {
        String first = git("rev-parse", "HEAD");
        write("a.c", "int a = 2;\n");
        String second = commit("second");
        git("commit", "-q", "--allow-empty", "-m", "the same once more");

        String built = idOf(build(second));

        assertThat(idOf(build(git("rev-parse", "HEAD")))).isEqualTo(built);
        assertThat(idOf(build(first, SmallKernel.diff("a.c", "int a = 1;", "int a = 2;"))))
                .isEqualTo(built);
        assertThat(idOf(build(first))).isNotEqualTo(built);
        assertThat(idOf(small.build(new KernelSource.PatchedRelease("1.0")))).isNotEqualTo(built);
    }

    @Test
    void patchesAddAndDeleteFilesAndFolders() throws Exception {
        String deletion = "--- a/drivers/deep/down/only.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-int only;\n";
        String addition =
                """
                diff --git a/x/y/z.c b/x/y/z.c
                new file mode 100755
                --- /dev/null
                +++ b/x/y/z.c
                @@ -0,0 +1 @@
                +int z;
                """;

        idOf(build(git("rev-parse", "HEAD"), deletion, addition));

        assertThat(source().resolve("drivers/deep")).doesNotExist();
        assertThat(source().resolve("drivers/caf\u00e9")).isDirectory();
        assertThat(source().resolve("x/y/z.c")).isExecutable();
        git("rm", "-q", "drivers/deep/down/only.c");
        write("x/y/z.c", "int z;\n");
        Files.setPosixFilePermissions(repository.resolve("x/y/z.c"), PosixFilePermissions.fromString("rwxr-xr-x"));
        String byHand = commit("by hand");
        idOf(build(byHand));
        assertThat(small.takeCompiled(area())).as("once for both").containsExactly("a", "b", "canary", "config");
    }

    /** git names a pack by its content, and refuses to write one of which a killed git left the beginning. */
    @Test
    void whatAKilledImportLeftDoesNotEndTheNext() throws Exception {
        String patch = SmallKernel.diff("a.c", "int a = 1;", "int a = 2;");
        idOf(build(git("rev-parse", "HEAD"), patch));
        Path packs = small.cache().resolve("work/git/repository/objects/pack");
        try (DirectoryStream<Path> written = Files.newDirectoryStream(packs, "*.pack")) {
            for (Path pack : written) {
                String name = pack.getFileName().toString();
                Files.createFile(packs.resolve(name.replace(".pack", ".keep")));
                Files.delete(packs.resolve(name.replace(".pack", ".idx")));
                Files.delete(pack);
            }
        }

        idOf(build(git("rev-parse", "HEAD"), patch));

        assertThat(packs).isDirectoryContaining("glob:**.pack").isDirectoryNotContaining("glob:**.keep");
    }

    @Test
    void refusesToPatchThroughALink() throws Exception {
        String evil = "--- /dev/null\n+++ b/link/x.c\n@@ -0,0 +1 @@\n+int x;\n";
        assertThat(build(git("rev-parse", "HEAD"), evil))
                .isInstanceOfSatisfying(KernelBuild.PatchFailed.class, failed -> assertThat(failed.reason())
                        .contains("no plain file of the tree: link/x.c"));
    }

    @Test
    void theUsersTreeIsUntouched() throws Exception {
        write("a.c", "int a = 2;\n");
        String second = commit("second");
        write("b.c", "uncommitted");
        Files.writeString(repository.resolve(".git/index.lock"), "held by somebody");
        Map<String, String> before = user.state();

        idOf(build(second));
        idOf(build(git("rev-parse", "HEAD~"), SmallKernel.diff("a.c", "int a = 1;", "int a = 2;")));

        assertThat(user.state()).isEqualTo(before);
    }

    @Test
    void anInterruptedCheckoutIsRepaired() throws Exception {
        String first = git("rev-parse", "HEAD");
        idOf(build(first));
        small.takeCompiled(area());
        Path area = source().resolveSibling("");
        Files.createFile(area.resolve("checkout-begun"));
        Files.writeString(area.resolve("index.lock"), "half an ind");
        Files.writeString(source().resolve("stray.h"), "of the revision that was checked out");
        Files.writeString(source().resolve("a.c"), "half a fi");
        Files.delete(source().resolve("b.c"));

        idOf(build(first, SmallKernel.diff("common.h", "#define COMMON 1", "#define COMMON 3")));

        assertThat(source().resolve("stray.h")).doesNotExist();
        assertThat(source().resolve("a.c")).hasContent("int a = 1;");
        assertThat(source().resolve("b.c")).exists();
        assertThat(area.resolve("checkout-begun")).doesNotExist();
    }

    @Test
    void anInterruptedFirstCheckoutIsRepaired() throws Exception {
        Store.open(small.cache(), Progress.silent()).close();
        Path area = source().resolveSibling("");
        Files.createDirectories(source());
        Files.createFile(area.resolve("checkout-begun"));
        Files.writeString(source().resolve("a.c"), "half a fi");

        idOf(build(git("rev-parse", "HEAD")));

        assertThat(source().resolve("a.c")).hasContent("int a = 1;");
    }

    @Test
    void aDeletedTreeDoesNotPreventTheNextBuild() throws Exception {
        idOf(build(git("rev-parse", "HEAD")));
        Path other = folder.resolve("other");
        runner.run(Command.of("git", "clone", "-q", "--bare", repository.toString(), other.toString()))
                .orThrow();
        write("a.c", "int a = 2;\n");
        String second = commit("second");
        idOf(build(second));
        PathUtils.delete(repository);
        runner.run(Command.of("git", "init", "-q", repository.toString())).orThrow();

        String first = runner.run(Command.of("git", "-C", other.toString(), "rev-parse", "HEAD"))
                .orThrow()
                .text();
        KernelSource revision = new KernelSource.GitRevision(other, first);
        idOf(small.build(revision, SmallKernel.diff("a.c", "int a = 1;", "int a = 5;")));
        assertThat(small.cache().resolve("work").resolve(area(other)).resolve("source/a.c"))
                .hasContent("int a = 5;");
    }

    @Test
    void aTreeSpoilsNoKernelOfAnother() throws Exception {
        String first = git("rev-parse", "HEAD");
        Path diff = Files.writeString(folder.resolve("plants.diff"), ForeignPatchesTest.PLANTS);
        git("apply", diff.toString());
        idOf(build(commit("plants an object")));
        git("checkout", "-q", first, "--", "Makefile");
        write("more.txt", "more");
        String next = commit("an honest commit");
        idOf(build(next));
        Path other = folder.resolve("other");
        runner.run(Command.of("git", "clone", "-q", "--bare", repository.toString(), other.toString()))
                .orThrow();

        byte[] image = image(small.build(new KernelSource.GitRevision(other, next)));

        assertThat(new String(image, StandardCharsets.ISO_8859_1)).doesNotContain("of patch A");
    }

    @Test
    void whatAPatchOnATreePlantsIsNotInItsNextKernels() throws Exception {
        KernelSource revision = new KernelSource.GitRevision(repository, git("rev-parse", "HEAD"));
        idOf(small.buildForeign(revision, ForeignPatchesTest.PLANTS));
        write("a.c", "int a = 2;\n");

        byte[] image = image(build(commit("an honest commit")));

        assertThat(new String(image, StandardCharsets.ISO_8859_1))
                .contains("of the kernel")
                .doesNotContain("of patch A");
    }

    @Test
    void aSettingThatDoesNotTakeIsAnErrorOfTheTree() throws Exception {
        Files.writeString(small.fragment(), "CONFIG_A=y\nCONFIG_IMPOSSIBLE=y\n");
        assertThat(build(git("rev-parse", "HEAD")))
                .isInstanceOfSatisfying(KernelBuild.BuildFailed.class, failed -> assertThat(failed.reason())
                        .contains(small.fragment() + ":2: CONFIG_IMPOSSIBLE=y did not take"));
    }

    @Test
    void reportsHowPatchesApplyToARevision() throws Exception {
        Series series =
                new Series("s", List.of(Patch.of("p", "p", SmallKernel.diff("a.c", "int a = 1;", "int a = 2;"))));
        KernelSource first = new KernelSource.GitRevision(repository, git("rev-parse", "HEAD"));
        assertThat(small.checkPatches(first, series)).containsExactly(new PatchResult.Applies("p", List.of()));
        assertThat(small.checkPatches(new KernelSource.PatchedRelease("1.0"), series))
                .containsExactly(new PatchResult.Applies("p", List.of()));
        write("a.c", "int a = 7;\n");
        KernelSource second = new KernelSource.GitRevision(repository, commit("second"));
        assertThat(small.checkPatches(second, series)).singleElement().isInstanceOf(PatchResult.Fails.class);
    }

    @Test
    void aTreeThatIsNoKernelIsRefused() throws Exception {
        write("Makefile", "all:\n");
        String commit = commit("no kernel any more");
        assertThatThrownBy(() -> build(commit)).hasMessageContaining("not a kernel's tree");
    }
}
