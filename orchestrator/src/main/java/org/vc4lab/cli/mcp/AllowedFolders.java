// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.mcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.cli.exit.UsageException;

/**
 * Where a client may name paths.
 *
 * @param folders of the user, without links
 * @param runs of the store; it may not exist yet
 */
public record AllowedFolders(List<Path> folders, Path runs) {
    public AllowedFolders {
        folders = List.copyOf(folders);
    }

    /** A folder that does not exist is refused. */
    public static AllowedFolders of(List<Path> folders, Path runs) throws IOException {
        List<Path> real = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new UsageException("no folder: " + folder);
            }
            real.add(folder.toRealPath());
        }
        return new AllowedFolders(real, runs);
    }

    /** The path without links; one that leads out of the folders is refused as one that does not exist is. */
    Path require(String name) {
        try {
            Path real = Path.of(name).toRealPath();
            boolean isInside = folders.stream().anyMatch(real::startsWith)
                    || (Files.isDirectory(runs) && real.startsWith(runs.toRealPath()));
            // opening a FIFO would block for ever
            if (isInside && (Files.isRegularFile(real) || Files.isDirectory(real))) {
                return real;
            }
        } catch (IOException | InvalidPathException missing) {
            // the same answer: what exists outside is not the client's to know
        }
        throw new UsageException("no file or folder '" + name + "' in " + folders + " or " + runs
                + "; links out of them are not followed, and './vc4lab mcp DIR...' takes other folders");
    }

    /** The path without links, or the text itself if it can only be a name or a range of commits. */
    String requireIfPath(String text) {
        try {
            Path path = Path.of(text);
            // a command reads it without the "folder/.." in it
            boolean isPath = path.isAbsolute()
                    || path.startsWith(".")
                    || path.normalize().startsWith("..")
                    || Files.exists(path.normalize(), LinkOption.NOFOLLOW_LINKS);
            return isPath ? require(text).toString() : text;
        } catch (InvalidPathException name) {
            return text;
        }
    }
}
