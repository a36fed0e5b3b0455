// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.vc4lab.source.PinnedFile;

/**
 * A package of Debian, pinned.
 *
 * @param pool its path below the root of an archive
 * @param take its files that go into the guest, with a slash at the end whole folders
 */
public record LockedPackage(
        @JsonProperty("name") String name,
        @JsonProperty("version") String version,
        @JsonProperty("pool") String pool,
        @JsonProperty("sha256") String sha256,
        @JsonProperty("take") List<String> take) {
    public LockedPackage {
        take = List.copyOf(take);
    }

    /**
     * Its file in an archive.
     *
     * @throws IllegalArgumentException if it cannot be one
     */
    public PinnedFile file() {
        return new PinnedFile(pool, sha256);
    }
}
