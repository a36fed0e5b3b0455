// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

/** Who wants to know how a download goes on. */
public interface DownloadListener {

    /**
     * So many bytes are there.
     *
     * @param total 0 where the server does not say
     */
    void onProgress(String fileName, long bytes, long total);

    /** Tells nobody. */
    static DownloadListener none() {
        return (fileName, bytes, total) -> {};
    }
}
