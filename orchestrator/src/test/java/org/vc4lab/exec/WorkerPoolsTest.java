// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkerPoolsTest {
    @Test
    void aResultIsReturned() throws Exception {
        assertThat(WorkerPools.resultOf(CompletableFuture.completedFuture("done")))
                .isEqualTo("done");
    }

    @Test
    void anErrorOfItsTaskKeepsItsMessage() {
        IOException cause = new IOException("no space");
        assertThatThrownBy(() -> WorkerPools.resultOf(CompletableFuture.failedFuture(cause)))
                .isInstanceOf(IOException.class)
                .hasMessage("no space")
                .hasCause(cause);
    }

    @Test
    void aFaultOfTheLabIsNoInputOutputError() {
        IllegalArgumentException cause = new IllegalArgumentException("a fault");
        assertThatThrownBy(() -> WorkerPools.resultOf(CompletableFuture.failedFuture(cause)))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(cause);
    }
}
