/*
 * Fuzzer of BCM2711's display, HDMI, audio and DMA models
 *
 * Runs many machines in turn, each with other faults, with random accesses and
 * random waits. None may crash or hang. The steps depend on the seed alone, so
 * a failure can be reproduced:
 *
 *   BCM2711_FUZZ_ACCESSES  how many accesses in all
 *   BCM2711_FUZZ_SEED      the first machine's seed; each next one's is higher
 *
 * It finds more if QEMU was built with --enable-asan --enable-ubsan.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-fuzz-steps.h"

#define DEFAULT_ACCESSES 200000
#define PER_MACHINE 100000
#define LIMIT_MS 60000
/* The test of a pause has a lower one, and a pause that is longer */
#define PAUSED_LIMIT_MS 5000
#define PAUSE_MS 6000

static const char *const faults[] = {
    "",
    "-global bcm2835-dma.irq-delay-ns=1000",
    "-global bcm2835-dma.irq-jitter-ns=18446744073709551615",
    "-global bcm2835-dma.irq-lose-every=3",
    "-global bcm2835-dma.read-error-after=5000",
    "-global bcm2835-dma.writes-in-flight=4294967295",
    "-global bcm2711-pixelvalve.vblank-stopped=on",
    "-global bcm2711-hdmi.packet-delay-ns=16700000",
    "-global bcm2711-hdmi.packet-delay-ns=18446744073709551615",
    "-global bcm2711-hdmi.packet-jitter-ns=18446744073709551615",
    "-global bcm2711-hdmi-mai.dreq-exact=on",
    "-global bcm2711-monitor.no-answer=on",
    "-global bcm2711-hdmi.blank-drops-hotplug-ns=100000",
    "-global bcm2711-hdmi.cec-nack=3",
    "-global bcm2711-hdmi.cec-lose-arbitration=18446744073709551615",
    "-global bcm2711-hdmi.cec-line-low=on",
    "-global bcm2711-monitor.corrupt=on",
    "-global bcm2711-monitor.edid=four-blocks",
    "-global bcm2711-monitor.edid=4k60 "
    "-global bcm2711-fw-clocks.enable-4k60=on",
};

static uint64_t number(const char *name, uint64_t otherwise)
{
    const char *text = g_getenv(name);

    return text ? g_ascii_strtoull(text, NULL, 0) : otherwise;
}

/* Run one machine; return the number of its accesses. */
static uint64_t fuzz_machine(uint64_t seed, uint64_t accesses)
{
    const char *fault = faults[seed % ARRAY_SIZE(faults)];
    Fuzz fuzz = { .machine = fuzz_machine_start(fault, LIMIT_MS) };
    Verdict verdict;
    int status;

    fuzz.rand = g_rand_new_with_seed_array((guint32[]) { seed, seed >> 32 }, 2);
    while (fuzz.accesses < accesses && fuzz.machine->verdict == FINE) {
        fuzz_step(&fuzz);
    }
    g_rand_free(fuzz.rand);
    verdict = fuzz_machine_end(fuzz.machine, &status);
    if (verdict != FINE) {
        g_error("machine with seed %" PRIu64 " (%s) %s before access %" PRIu64
                ", wait status 0x%x; BCM2711_FUZZ_SEED=%" PRIu64
                " BCM2711_FUZZ_ACCESSES=%" PRIu64 " does it again", seed, fault,
                verdict == HANGS ? "hangs" : "died", fuzz.accesses, status,
                seed, MIN(accesses, PER_MACHINE));
    }
    return fuzz.accesses;
}

static void test_fuzz(void)
{
    uint64_t wanted = number("BCM2711_FUZZ_ACCESSES", DEFAULT_ACCESSES);
    uint64_t first = number("BCM2711_FUZZ_SEED", 1);
    int64_t start = g_get_monotonic_time();
    uint64_t seed = first;
    uint64_t done = 0;
    double seconds;

    while (done < wanted) {
        done += fuzz_machine(seed++, MIN(PER_MACHINE, wanted - done));
    }
    seconds = (g_get_monotonic_time() - start) / 1e6;
    for (int i = 0; i < ARRAY_SIZE(blocks); i++) {
        g_test_message("%-14s %10" PRIu64, blocks[i].name, blocks[i].accesses);
        g_assert_cmpint(blocks[i].accesses, >, 0);
    }
    g_test_message("seed %" PRIu64 ": %" PRIu64 " accesses to %" PRIu64
                   " machines in %.1f s, %.0f/s: no crash, no hang", first,
                   done, seed - first, seconds, done / seconds);
}

/* The fuzzer itself must detect crashes and hangs. */

static void read_a_register(FuzzMachine *machine)
{
    fuzz_machine_say(machine, "readl 0x%x", CPU_PERIPHERALS + blocks[0].offset);
}

static void test_notices_a_crash(void)
{
    FuzzMachine *machine = fuzz_machine_start("", LIMIT_MS);
    int status;

    read_a_register(machine);
    fuzz_machine_flush(machine);
    g_assert_cmpint(machine->verdict, ==, FINE);
    kill(machine->pid, SIGKILL);
    read_a_register(machine);
    g_assert_cmpint(fuzz_machine_end(machine, &status), ==, DIED);
    g_assert_cmpint(WTERMSIG(status), ==, SIGKILL);
}

static void test_notices_a_hang(void)
{
    FuzzMachine *machine = fuzz_machine_start("", LIMIT_MS);
    int status;

    read_a_register(machine);
    fuzz_machine_flush(machine);
    kill(machine->pid, SIGSTOP);
    machine->limit_ms = 200;
    read_a_register(machine);
    g_assert_cmpint(fuzz_machine_end(machine, &status), ==, HANGS);
}

/*
 * A pause of fuzzer and machine, as of a container, is no hang. The machine
 * goes on last, so it cannot answer before the fuzzer looks at the time.
 */
static void test_outlives_a_pause(void)
{
    FuzzMachine *machine = fuzz_machine_start("", LIMIT_MS);
    pid_t fuzzer;
    int status;

    read_a_register(machine);
    fuzz_machine_flush(machine);
    g_assert_cmpint(machine->verdict, ==, FINE);
    kill(machine->pid, SIGSTOP);
    machine->limit_ms = PAUSED_LIMIT_MS;
    fuzzer = fork();
    g_assert_cmpint(fuzzer, >=, 0);
    if (!fuzzer) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        read_a_register(machine);
        fuzz_machine_flush(machine);
        _exit(machine->verdict);
    }
    g_usleep(500 * 1000);
    kill(fuzzer, SIGSTOP);
    g_usleep(PAUSE_MS * 1000);
    kill(fuzzer, SIGCONT);
    g_usleep(500 * 1000);
    kill(machine->pid, SIGCONT);
    waitpid(fuzzer, &status, 0);
    g_assert_cmpint(status, ==, 0);
    g_assert_cmpint(fuzz_machine_end(machine, &status), ==, FINE);
}

static void test_notices_a_bad_start(void)
{
    FuzzMachine *machine = fuzz_machine_start(
        "-global bcm2835-dma.nonsense=1 -no-such-option 2>/dev/null", LIMIT_MS);
    int status;

    fuzz_machine_say(machine, "readl 0x0");
    g_assert_cmpint(fuzz_machine_end(machine, &status), ==, DIED);
    g_assert_cmpint(WEXITSTATUS(status), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-fuzz/notices-a-crash", test_notices_a_crash);
    qtest_add_func("/bcm2711-fuzz/notices-a-hang", test_notices_a_hang);
    qtest_add_func("/bcm2711-fuzz/outlives-a-pause", test_outlives_a_pause);
    qtest_add_func("/bcm2711-fuzz/notices-a-bad-start",
                   test_notices_a_bad_start);
    qtest_add_func("/bcm2711-fuzz/random", test_fuzz);
    return g_test_run();
}
