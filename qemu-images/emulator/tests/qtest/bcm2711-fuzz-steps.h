/*
 * Steps of a fuzzed guest: accesses to the registers of the display, the HDMI
 * ports and the DMA controller, and sequences that single random accesses would
 * not produce, such as a chain of DMA blocks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_FUZZ_STEPS_H
#define TESTS_QTEST_BCM2711_FUZZ_STEPS_H

#include "bcm2711-blocks.h"
#include "bcm2711-fuzz-machine.h"

#define MAILBOX_WRITE 0xfe00b8a0

/* In RAM, below 1 MiB: blocks of DMA, a property message, and data */
#define RAM_CONBLKS 0x10000
#define NUM_CONBLKS 16
#define RAM_MESSAGE 0x20000
#define RAM_DATA 0x40000

typedef struct Fuzz {
    FuzzMachine *machine;
    GRand *rand;
    uint64_t accesses;
} Fuzz;

static inline uint32_t dice(Fuzz *fuzz, uint32_t sides)
{
    return g_rand_int_range(fuzz->rand, 0, sides);
}

static inline Block *any_block(Fuzz *fuzz)
{
    return &blocks[dice(fuzz, ARRAY_SIZE(blocks))];
}

/* Mostly a register, sometimes an address between two. */
static inline uint32_t any_offset(Fuzz *fuzz, const Block *block)
{
    uint32_t offset = dice(fuzz, block->size);

    /* Most registers have small offsets. */
    if (dice(fuzz, 2)) {
        offset %= 0x40;
    }
    return block->offset + (dice(fuzz, 20) ? offset & ~3 : offset);
}

/* An address on the bus of the DMA controller and the HVS */
static inline uint32_t any_address(Fuzz *fuzz)
{
    switch (dice(fuzz, 8)) {
    case 0:
        return BUS_PERIPHERALS + any_offset(fuzz, any_block(fuzz));
    case 1:
        return g_rand_int(fuzz->rand);
    case 2:
        /* Back into the chain itself */
        return 0xc0000000 + RAM_CONBLKS + 4 * dice(fuzz, 8 * NUM_CONBLKS);
    case 3:
        /* HDMI's FIFOs */
        return dice(fuzz, 2) ? 0x7ef2001c : 0x7ef2003c;
    default:
        return 0xc0000000 + RAM_DATA + 4 * dice(fuzz, 0x8000);
    }
}

static inline uint32_t any_conblk(Fuzz *fuzz)
{
    return dice(fuzz, 20)
           ? 0xc0000000 + RAM_CONBLKS + 32 * dice(fuzz, NUM_CONBLKS)
           : any_address(fuzz) & ~31;
}

static inline uint32_t any_value(Fuzz *fuzz)
{
    static const uint32_t corners[] = {
        0, 1, 2, 0x7f, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000,
        0x80000001, 0xfffffffe, 0xffffffff,
    };

    switch (dice(fuzz, 6)) {
    case 0:
        return corners[dice(fuzz, ARRAY_SIZE(corners))];
    case 1:
        return 1u << dice(fuzz, 32);
    case 2:
        return dice(fuzz, 0x100);
    case 3:
        return 1u << dice(fuzz, 32) | 1u << dice(fuzz, 32) | dice(fuzz, 0x10);
    case 4:
        return any_address(fuzz);
    default:
        return g_rand_int(fuzz->rand);
    }
}

static inline void access_counts(Fuzz *fuzz, Block *block, uint32_t times)
{
    fuzz->accesses += times;
    block->accesses += times;
}

static inline void write_at(Fuzz *fuzz, Block *block, uint32_t offset,
                            uint32_t value)
{
    access_counts(fuzz, block, 1);
    fuzz_machine_say(fuzz->machine, "writel 0x%x 0x%x",
                     CPU_PERIPHERALS + offset, value);
}

static inline void step_write(Fuzz *fuzz)
{
    Block *block = any_block(fuzz);

    write_at(fuzz, block, any_offset(fuzz, block), any_value(fuzz));
}

static inline void step_read(Fuzz *fuzz)
{
    Block *block = any_block(fuzz);

    access_counts(fuzz, block, 1);
    fuzz_machine_say(fuzz->machine, "readl 0x%x",
                     CPU_PERIPHERALS + any_offset(fuzz, block));
}

/* Adjacent registers, one access each */
static inline void step_neighbours(Fuzz *fuzz)
{
    Block *block = any_block(fuzz);
    uint32_t words = 1 + dice(fuzz, MIN(block->size / 4, 16));
    uint32_t offset = dice(fuzz, block->size / 4 - words + 1) * 4;
    uint32_t address = CPU_PERIPHERALS + block->offset + offset;

    access_counts(fuzz, block, words);
    if (dice(fuzz, 2)) {
        fuzz_machine_say(fuzz->machine, "read 0x%x 0x%x", address, words * 4);
        return;
    }
    g_string_append_printf(fuzz->machine->commands, "write 0x%x 0x%x 0x",
                           address, words * 4);
    for (uint32_t i = 0; i < words; i++) {
        g_string_append_printf(fuzz->machine->commands, "%08x",
                               GUINT32_SWAP_LE_BE(any_value(fuzz)));
    }
    fuzz_machine_say(fuzz->machine, "%s", "");
}

/* Of one, two and eight bytes: the blocks accept none of these. */
static inline void step_other_size(Fuzz *fuzz)
{
    static const char sizes[] = { 'b', 'w', 'q' };
    Block *block = any_block(fuzz);
    uint32_t address = CPU_PERIPHERALS + any_offset(fuzz, block);
    char size = sizes[dice(fuzz, ARRAY_SIZE(sizes))];

    access_counts(fuzz, block, 1);
    if (dice(fuzz, 2)) {
        fuzz_machine_say(fuzz->machine, "read%c 0x%x", size, address);
    } else {
        fuzz_machine_say(fuzz->machine, "write%c 0x%x 0x%x", size, address,
                         size == 'b' ? dice(fuzz, 256) : dice(fuzz, 65536));
    }
}

static inline void ram_write(Fuzz *fuzz, uint32_t address, uint32_t value)
{
    fuzz_machine_say(fuzz->machine, "writel 0x%x 0x%x", address, value);
}

/* A block of a chain, and sometimes a channel that starts with it. */
static inline void step_dma(Fuzz *fuzz)
{
    uint32_t conblk = RAM_CONBLKS + 32 * dice(fuzz, NUM_CONBLKS);
    uint32_t channel = 0x7000 + 0x100 * dice(fuzz, 15);

    ram_write(fuzz, conblk, g_rand_int(fuzz->rand));
    ram_write(fuzz, conblk + 4, any_address(fuzz));
    ram_write(fuzz, conblk + 8, any_address(fuzz));
    ram_write(fuzz, conblk + 12,
              dice(fuzz, 4) ? dice(fuzz, 0x100) : any_value(fuzz));
    ram_write(fuzz, conblk + 16, any_value(fuzz));
    ram_write(fuzz, conblk + 20, any_conblk(fuzz));
    if (dice(fuzz, 2)) {
        write_at(fuzz, &blocks[BLOCK_DMA], channel + 0x04, any_conblk(fuzz));
        write_at(fuzz, &blocks[BLOCK_DMA], channel, 1);
    }
}

/*
 * The upper bits of an address on the bus, with the other bits of the word that
 * they are in: RAM begins at 0 for DMA4.
 */
static inline uint32_t dma4_info(Fuzz *fuzz, uint32_t *address)
{
    uint32_t info = any_value(fuzz) & ~0xff;

    if (*address >= 0xc0000000) {
        *address -= 0xc0000000;
        return info;
    }
    return info | (dice(fuzz, 20) ? 4 : dice(fuzz, 0x100));
}

static inline uint32_t dma4_conblk(Fuzz *fuzz)
{
    return dice(fuzz, 20)
           ? (any_conblk(fuzz) & 0x3fffffff) >> 5 : any_value(fuzz);
}

/* The same for a channel with addresses of 40 bits */
static inline void step_dma4(Fuzz *fuzz)
{
    uint32_t conblk = RAM_CONBLKS + 32 * dice(fuzz, NUM_CONBLKS);
    uint32_t channel = 0x7b00 + 0x100 * dice(fuzz, 4);
    uint32_t source = any_address(fuzz);
    uint32_t source_info = dma4_info(fuzz, &source);
    uint32_t dest = any_address(fuzz);
    uint32_t dest_info = dma4_info(fuzz, &dest);

    ram_write(fuzz, conblk, g_rand_int(fuzz->rand));
    ram_write(fuzz, conblk + 4, source);
    ram_write(fuzz, conblk + 8, source_info);
    ram_write(fuzz, conblk + 12, dest);
    ram_write(fuzz, conblk + 16, dest_info);
    ram_write(fuzz, conblk + 20,
              dice(fuzz, 4) ? dice(fuzz, 0x100) : any_value(fuzz));
    ram_write(fuzz, conblk + 24, dma4_conblk(fuzz));
    if (dice(fuzz, 2)) {
        write_at(fuzz, &blocks[BLOCK_DMA], channel + 0x04, dma4_conblk(fuzz));
        write_at(fuzz, &blocks[BLOCK_DMA], channel, 1);
    }
}

/* Registers that have to be set together to start something */
static inline void step_start(Fuzz *fuzz)
{
    static const struct {
        uint32_t offset;
        uint32_t value;
    } starts[] = {
        { 0x20a000, 1 }, { 0x20a004, 1 }, { 0x20a00c, 0x006e0014 },
        { 0x20a010, 0x00370280 }, { 0x20a014, 0x00140005 },
        { 0x20a018, 0x000502d0 }, { 0x20a024, 0x3ff },
        { 0xf00f98, 0x88980000 }, { 0xf00f28, 0x500 }, { 0xf00f00, 0x30 },
        { 0x400000, 0x80000000 }, { 0x400040, 0x85000000 | 720 },
        { 0xf20010, 0x3028 }, { 0xf20014, 0x08080608 },
        { 0xf20020, 2250 << 8 }, { 0xf20030, 0x3088 },
        { 0xf20034, 0x1010101c }, { 0xf20040, 120000 << 8 | 48 },
        { 0xf00004, 0 }, { 0xf00774, 0x41 }, { 0xf007bc, 0x10010 },
        { 0xf007e0, 1 }, { 0xf0452c, 1 }, { 0xf0452c, 0 }, { 0xf04528, 3 },
        { 0xf04500, 0xa0 }, { 0xf04500, 0xa8 }, { 0xf04500, 0x60 },
        { 0xf04524, 0x101 }, { 0xf04550, 0x40 },
        { 0xf04314, 0x3c690310 }, { 0xf04318, 0x6e605244 },
        { 0xf0431c, 0xac9c908c }, { 0xf04320, 0xbcb4 },
        { 0xf04328, 0x4640 }, { 0xf04310, 0x42a3 }, { 0xf04310, 0x1142a3 },
        { 0xf04310, 0x3042a3 },
        { 0x400060, 0x80408000 | 32 },
        { 0x404000, 0x48008007 }, { 0x40400c, 0x00200040 },
        { 0x404020, 0x80000000 }, { 0x004000, 0xc0040000 },
        { 0x004004, 256 }, { 0x004008, 0x00200040 },
        { 0x00400c, 0x000f8d05 },
    };
    uint32_t i = dice(fuzz, ARRAY_SIZE(starts));

    for (int block = ARRAY_SIZE(blocks) - 1; block >= 0; block--) {
        if (starts[i].offset >= blocks[block].offset) {
            write_at(fuzz, &blocks[block], starts[i].offset, starts[i].value);
            return;
        }
    }
}

/* Mostly fitting, sometimes one that wraps an address or leaves the message */
static inline uint32_t any_size(Fuzz *fuzz, uint32_t fitting)
{
    switch (dice(fuzz, 8)) {
    case 0:
        return 0u - dice(fuzz, 64);
    case 1:
        return any_value(fuzz);
    case 2:
        return dice(fuzz, 0x100);
    default:
        return fitting;
    }
}

/* A message to the firmware */
static inline void step_property(Fuzz *fuzz)
{
    static const uint32_t tags[] = {
        0x00030002, 0x00038002, 0x00030004, 0x00030007, 0x00030001,
        0x00038001, 0x00010007, 0x00030047, 0x00010003, 0x00010006,
        0x00030021, 0x0004000a, 0x0004800b, 0x00050001, 0x00048010,
    };

    ram_write(fuzz, RAM_MESSAGE, any_size(fuzz, 32));
    ram_write(fuzz, RAM_MESSAGE + 4, 0);
    ram_write(fuzz, RAM_MESSAGE + 8, tags[dice(fuzz, ARRAY_SIZE(tags))]);
    ram_write(fuzz, RAM_MESSAGE + 12, any_size(fuzz, 12));
    ram_write(fuzz, RAM_MESSAGE + 16, 0);
    ram_write(fuzz, RAM_MESSAGE + 20,
              dice(fuzz, 4) ? dice(fuzz, 16) : any_value(fuzz));
    ram_write(fuzz, RAM_MESSAGE + 24, any_value(fuzz));
    ram_write(fuzz, RAM_MESSAGE + 28, 0);
    access_counts(fuzz, &blocks[BLOCK_MAILBOX], 1);
    fuzz_machine_say(fuzz->machine, "writel 0x%x 0x%x", MAILBOX_WRITE,
                     RAM_MESSAGE | 8);
}

/* From a nanosecond to some milliseconds, mostly short. */
static inline void step_time(Fuzz *fuzz)
{
    fuzz_machine_say(fuzz->machine, "clock_step %u",
                     1 + dice(fuzz, 1u << dice(fuzz, 22)));
}

static inline void fuzz_step(Fuzz *fuzz)
{
    uint32_t what = dice(fuzz, 1000);

    if (what < 470) {
        step_write(fuzz);
    } else if (what < 700) {
        step_read(fuzz);
    } else if (what < 850) {
        step_neighbours(fuzz);
    } else if (what < 870) {
        step_other_size(fuzz);
    } else if (what < 920) {
        step_start(fuzz);
    } else if (what < 935) {
        step_dma(fuzz);
    } else if (what < 940) {
        step_dma4(fuzz);
    } else if (what < 950) {
        step_property(fuzz);
    } else {
        step_time(fuzz);
    }
}

#endif
