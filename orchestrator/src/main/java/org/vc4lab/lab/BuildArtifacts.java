// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Cpio;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Trial.TrialFolder;

/** What a trial is run with: QEMU, the kernel under test, and the guest's initramfs. */
public record BuildArtifacts(Emulator emulator, Kernel kernel, Rootfs rootfs) {
    /** Builds what a kernel of the case needs besides, unless it is in the store. */
    public static BuildArtifacts of(BuildService buildService, Case ofCase, Kernel kernel)
            throws IOException, InterruptedException {
        return new BuildArtifacts(
                buildService.buildEmulator(), kernel, buildService.buildRootfs(ofCase.config(), ofCase.additions()));
    }

    void writeInitrd(TrialFolder files, Cpio scenario) throws IOException {
        rootfs.writeInitrd(files.initrd(), kernel.canary(), scenario);
    }

    /** The begin of a key, for what depends on all three. */
    CacheKey newKey() {
        return new CacheKey()
                .addValue("emulator", emulator.id())
                .addValue("kernel", kernel.id())
                .addValue("userland", rootfs.id());
    }
}
