// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

/** Receives the progress of downloads. */
public interface DownloadListener {

    /**
     * Part of a file has arrived.
     *
     * @param bytes received so far
     * @param total size of the file in bytes; 0 if the server does not report it
     */
    void onProgress(String fileName, long bytes, long total);

    /** Ignores progress. */
    static DownloadListener none() {
        return (fileName, bytes, total) -> {};
    }
}
