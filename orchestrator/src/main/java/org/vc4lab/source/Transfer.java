// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

/** Who wants to know how a download goes on. */
public interface Transfer {

    /**
     * So many bytes are there.
     *
     * @param total 0 where the server does not say
     */
    void reached(String fileName, long bytes, long total);

    /** Tells nobody. */
    static Transfer silent() {
        return (fileName, bytes, total) -> {};
    }
}
