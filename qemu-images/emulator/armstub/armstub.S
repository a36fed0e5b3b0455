// SPDX-License-Identifier: GPL-2.0-or-later
//
// Starts a 32-bit kernel on a machine whose CPUs come up in AArch64.
//
// QEMU's raspi4b enters -kernel at EL2 in AArch64 state. This stub goes in
// front of an ARM kernel and carries the header of an arm64 Image, so QEMU
// loads both as one kernel; it then drops every CPU to EL1 in AArch32 state,
// as the Raspberry Pi's own firmware stub does.
//
// The stub is padded to exactly 4096 bytes. A kernel for -kernel is those
// bytes with an Image or a zImage behind them and nothing between or after. An
// Image is moved to where it has to run; that takes an emulator much less time
// than a zImage, which unpacks itself. Assembling:
//
//   aarch64-linux-gnu-as -o armstub.o armstub.S
//   aarch64-linux-gnu-ld -Ttext=0 -e 0 -o armstub.elf armstub.o
//   aarch64-linux-gnu-objcopy -O binary -j .text armstub.elf armstub.bin
//   cat armstub.bin Image > kernel
//
// CPU 0 jumps into the kernel with r0 = 0, r1 = ~0 and r2 = the device tree
// (Linux Documentation/arm/booting.rst). The others wait in page 0, which the
// device tree reserves, until Linux writes where to go to their mailbox 3
// (bcm2836_boot_secondary() in arch/arm/mach-bcm/platsmp.c).

        // Where the image goes. 32 MiB lie beyond the end of the kernel
        // proper, which is moved or unpacked to the start of memory, so a
        // zImage has no need to move itself away first; and within the first
        // 128 MiB, by which a zImage finds that start.
        .equ    LOAD_OFFSET, 0x02000000
        // QEMU puts the initrd behind this.
        .equ    IMAGE_SIZE, 0x04000000
        .equ    STUB_SIZE, 0x1000

        // Where an Image has to run, from the start of memory (TEXT_OFFSET of
        // Linux arch/arm/Makefile; swapper_pg_dir of arch/arm/kernel/head.S
        // lies before it).
        .equ    TEXT_OFFSET, 0x8000

        // How a zImage is known (Linux arch/arm/boot/compressed/head.S).
        .equ    ZIMAGE_MAGIC_AT, 0x24
        .equ    ZIMAGE_MAGIC, 0x016f2818

        // Page 0. QEMU has its first loader at 0, the slots at which CPUs 1 to
        // 3 look for where to go at 0xe0 and on, and their loop at 0x300.
        .equ    SPIN_SLOTS, 0xe0
        .equ    PARKING, 0x800

        // Mailbox 3 of CPU 0, read and clear; 16 bytes on for each CPU.
        .equ    MAILBOX3, 0xff8000cc

        .equ    HCR_EL2_AARCH32, 0              // EL1 in AArch32, no traps
        .equ    CNTHCTL_EL2_ALLOW, 3            // counter and timer from EL1
        .equ    CPTR_EL2_ALLOW, 0x33ff          // floating point from EL1
        .equ    SCTLR_EL1_RESET, 0x00c50838     // MMU and caches off
        .equ    SPSR_SVC_MASKED, 0x1d3          // supervisor mode, A, I, F

        .text
        // Linux Documentation/arm64/booting.rst
image:
        b       primary
        .long   0
        .quad   LOAD_OFFSET
        .quad   IMAGE_SIZE
        .quad   2                               // little endian, 4 KiB pages
        .quad   0
        .quad   0
        .quad   0
        .ascii  "ARM\x64"
        .long   0

        // To AArch32 at the address in x9. Uses x10; x0 to x2 become r0 to r2.
        .macro  enter_aarch32
        mov     x10, #HCR_EL2_AARCH32
        msr     hcr_el2, x10
        mov     x10, #CNTHCTL_EL2_ALLOW
        msr     cnthctl_el2, x10
        msr     cntvoff_el2, xzr
        mov     x10, #CPTR_EL2_ALLOW
        msr     cptr_el2, x10
        msr     hstr_el2, xzr
        mrs     x10, midr_el1
        msr     vpidr_el2, x10
        mrs     x10, mpidr_el1
        msr     vmpidr_el2, x10
        ldr     w10, =SCTLR_EL1_RESET
        msr     sctlr_el1, x10
        mov     x10, #SPSR_SVC_MASKED
        msr     spsr_el2, x10
        msr     elr_el2, x9
        isb
        eret
        .endm

primary:
        mov     x2, x0                          // the device tree

        adr     x3, parking
        adr     x4, parking_end
        mov     x5, #PARKING
copy:   ldr     w6, [x3], #4
        str     w6, [x5], #4
        cmp     x3, x4
        b.lo    copy
        dsb     sy
        ic      iallu
        isb

        mov     x5, #PARKING
        mov     x6, #SPIN_SLOTS
        stp     x5, x5, [x6]
        str     x5, [x6, #16]
        dsb     sy
        sev

        adr     x9, kernel
        ldr     w3, [x9, #ZIMAGE_MAGIC_AT]
        ldr     w4, =ZIMAGE_MAGIC
        cmp     w3, w4
        b.eq    enter

        // Whatever its size, it ends before the stub once it is moved.
        mov     x3, x9
        mov     x9, #TEXT_OFFSET
        mov     x4, x9
        mov     x5, #LOAD_OFFSET
move:   ldp     x6, x7, [x3], #16
        ldp     x10, x11, [x3], #16
        stp     x6, x7, [x4], #16
        stp     x10, x11, [x4], #16
        cmp     x4, x5
        b.lo    move
        dsb     sy
        ic      iallu
        isb

enter:
        mov     x0, #0
        mov     w1, #~0
        enter_aarch32
        .ltorg

        // Copied to page 0, so all of it is relative to itself.
        .balign 8
parking:
        adr     x9, wait_for_mailbox
        enter_aarch32
        .ltorg

        // AArch32 from here on, which this assembler does not know.
wait_for_mailbox:
        .inst   0xee100fb0                      // mrc  p15, 0, r0, c0, c0, 5
        .inst   0xe2000003                      // and  r0, r0, #3
        .inst   0xe59f1018                      // ldr  r1, =MAILBOX3
        .inst   0xe0811200                      // add  r1, r1, r0, lsl #4
        .inst   0xe320f002                      // 1: wfe
        .inst   0xe5912000                      // ldr  r2, [r1]
        .inst   0xe3520000                      // cmp  r2, #0
        .inst   0x0afffffb                      // beq  1b
        .inst   0xe5812000                      // str  r2, [r1]
        .inst   0xe12fff12                      // bx   r2
        .long   MAILBOX3
parking_end:

        .org    image + STUB_SIZE
kernel:
