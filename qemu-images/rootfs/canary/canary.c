// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lab's own eyes inside the guest, away from every driver:
 *
 * - a gauge of the longest time that any processor had its interrupts off, and
 *   of the locks that were taken by a task that lockdep was told not to check;
 * - deliberate violations, one for each checker of the kernel's configuration,
 *   provoked after the scenario of a trial. They prove that the checks were
 *   still on: a kernel that does not report them has not been checked at all.
 *
 * They are module parameters, in /sys/module/canary/parameters:
 *
 *   irqsoff      write Y: start this gauge anew, N: stop it, which fails if it
 *                was not started; read: microseconds, and the functions that
 *                turned interrupts off and on again; below it the call that
 *                turned them on, innermost first
 *   lockdep_off  the same for the other gauge; read: how many locks were taken
 *                between lockdep_off() and lockdep_on()
 *                (both fail on a kernel that lacks the tracepoints)
 *   provoke      write Y: commit the violations, and return when it is done
 *   say          write a line: it is printed, and goes to the machine's device
 *                virtual-transcript, which printk does not reach. The host
 *                takes a line of the console for the lab's own only if it came
 *                both ways.
 *
 * The kernel's irqsoff tracer measures the same, but takes a lock to note a new
 * maximum. When the processor was idle, RCU is not watching at that point, and
 * lockdep reports the tracer (seen in 5.10.223 on ARM).
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>

#define GAUGE_FRAMES 16

#ifndef CONFIG_TRACEPOINTS
/* No tracepoint is found, so no gauge can be started */
#define for_each_kernel_tracepoint(call, data) ((void)(call))
#define tracepoint_probe_register(tp, call, data) (-ENODEV)
#define tracepoint_probe_unregister(tp, call, data) do { } while (0)
#endif

/* Each byte that is written there; see virtual_transcript.c of the emulator */
#define TRANSCRIPT_ADDRESS 0xff900000

/* The longest time with interrupts off on one processor, and the running one */
struct gauge {
	u64 since;
	unsigned long from;
	u64 longest;
	unsigned long longest_from;
	unsigned long longest_to;
	unsigned long stack[GAUGE_FRAMES];
	unsigned int frames;
};

static DEFINE_PER_CPU(struct gauge, gauges);

/* The locks that lockdep did not check there */
static DEFINE_PER_CPU(unsigned long, unchecked);

static struct tracepoint *irq_disable;
static struct tracepoint *irq_enable;
static struct tracepoint *lock_acquire_tp;

/* Interrupts are off in both probes, and stay on this processor. */
static void gauge_off(void *unused, unsigned long ip, unsigned long parent_ip)
{
	struct gauge *gauge = this_cpu_ptr(&gauges);

	gauge->from = ip;
	gauge->since = ktime_get_mono_fast_ns();
}

static void gauge_on(void *unused, unsigned long ip, unsigned long parent_ip)
{
	struct gauge *gauge = this_cpu_ptr(&gauges);
	s64 time;

	if (!gauge->since)
		return;

	/* This clock may step back a little when it is adjusted. */
	time = ktime_get_mono_fast_ns() - gauge->since;
	gauge->since = 0;
	if (time > (s64)gauge->longest) {
		gauge->longest = time;
		gauge->longest_from = gauge->from;
		gauge->longest_to = ip;
#ifdef CONFIG_STACKTRACE
		gauge->frames = stack_trace_save(gauge->stack, GAUGE_FRAMES, 1);
#endif
	}
}

#ifdef CONFIG_LOCKDEP
/*
 * Comes before lockdep's own check of the lock. Of the two counts that make it
 * pass a lock over, the task's is changed by lockdep_off() only; lockdep's own,
 * while it is at work, is the processor's.
 */
static void gauge_lock(void *unused, struct lockdep_map *lock,
		       unsigned int subclass, int trylock, int read, int check,
		       struct lockdep_map *nest_lock, unsigned long ip)
{
	if (current->lockdep_recursion)
		this_cpu_inc(unchecked);
}
#endif

static void gauge_reset(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(&gauges, cpu), 0, sizeof(struct gauge));
}

static void unchecked_reset(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		*per_cpu_ptr(&unchecked, cpu) = 0;
}

struct probe {
	struct tracepoint **tp;
	void *call;
};

/* Probes that run together or not at all */
struct probes {
	void (*reset)(void);
	bool running;
	int count;
	struct probe probe[2];
};

static struct probes gauge_probes = {
	.reset = gauge_reset,
	.count = 2,
	.probe = { { &irq_disable, gauge_off }, { &irq_enable, gauge_on } },
};

static struct probes unchecked_probes = {
	.reset = unchecked_reset,
#ifdef CONFIG_LOCKDEP
	.count = 1,
	.probe = { { &lock_acquire_tp, gauge_lock } },
#endif
};

static void probes_unregister(struct probes *probes, int count)
{
	while (count--)
		tracepoint_probe_unregister(*probes->probe[count].tp,
					    probes->probe[count].call, NULL);
	tracepoint_synchronize_unregister();
}

static int probes_stop(struct probes *probes)
{
	if (!probes->running)
		return -ENODATA;

	probes_unregister(probes, probes->count);
	probes->running = false;
	return 0;
}

static int probes_start(struct probes *probes)
{
	int i, ret;

	for (i = 0; i < probes->count; i++)
		if (!*probes->probe[i].tp)
			return -ENODEV;

	probes_stop(probes);
	probes->reset();

	for (i = 0; i < probes->count; i++) {
		ret = tracepoint_probe_register(*probes->probe[i].tp,
						probes->probe[i].call, NULL);
		if (ret) {
			probes_unregister(probes, i);
			return ret;
		}
	}

	probes->running = true;
	return 0;
}

static int probes_set(const char *value, const struct kernel_param *kp)
{
	bool start;
	int ret;

	ret = kstrtobool(value, &start);
	if (ret)
		return ret;

	return start ? probes_start(kp->arg) : probes_stop(kp->arg);
}

static int gauge_get(char *buffer, const struct kernel_param *kp)
{
	struct gauge *worst = NULL;
	unsigned int i;
	int cpu, len;

	if (!irq_disable || !irq_enable)
		return -ENODEV;

	for_each_possible_cpu(cpu) {
		struct gauge *gauge = per_cpu_ptr(&gauges, cpu);

		if (!worst || gauge->longest > worst->longest)
			worst = gauge;
	}

	len = scnprintf(buffer, PAGE_SIZE, "%llu %ps %ps\n",
			div_u64(worst->longest, NSEC_PER_USEC),
			(void *)worst->longest_from, (void *)worst->longest_to);
	for (i = 0; i < worst->frames; i++)
		len += scnprintf(buffer + len, PAGE_SIZE - len, "%s%ps",
				 i ? " < " : "", (void *)worst->stack[i]);

	return len + scnprintf(buffer + len, PAGE_SIZE - len, "\n");
}

static const struct kernel_param_ops gauge_ops = {
	.set = probes_set,
	.get = gauge_get,
};
module_param_cb(irqsoff, &gauge_ops, &gauge_probes, 0600);

static int unchecked_get(char *buffer, const struct kernel_param *kp)
{
	unsigned long sum = 0;
	int cpu;

	if (!lock_acquire_tp)
		return -ENODEV;

	for_each_possible_cpu(cpu)
		sum += *per_cpu_ptr(&unchecked, cpu);

	return scnprintf(buffer, PAGE_SIZE, "%lu\n", sum);
}

static const struct kernel_param_ops unchecked_ops = {
	.set = probes_set,
	.get = unchecked_get,
};
module_param_cb(lockdep_off, &unchecked_ops, &unchecked_probes, 0600);

static DEFINE_RAW_SPINLOCK(canary_spinlock);
static DEFINE_MUTEX(canary_mutex_a);
static DEFINE_MUTEX(canary_mutex_b);

/*
 * A sleep in atomic context. Nothing really sleeps here. A kernel without the
 * check has no count of its locks either, so interrupts are off; and it calls
 * nothing in might_sleep() that the emulator's witness could see.
 */
static noinline void canary_atomic_sleep(void)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&canary_spinlock, flags);
	might_sleep();
	if (!IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP)) {
		mutex_lock(&canary_mutex_a);
		mutex_unlock(&canary_mutex_a);
	}
	raw_spin_unlock_irqrestore(&canary_spinlock, flags);
}

/* The same two locks in both orders: a possible deadlock. */
static noinline void canary_lock_order(void)
{
	mutex_lock(&canary_mutex_a);
	mutex_lock(&canary_mutex_b);
	mutex_unlock(&canary_mutex_b);
	mutex_unlock(&canary_mutex_a);

	mutex_lock(&canary_mutex_b);
	mutex_lock(&canary_mutex_a);
	mutex_unlock(&canary_mutex_a);
	mutex_unlock(&canary_mutex_b);
}

/* The compiler is not to see that the memory was freed. */
static noinline void canary_use_after_free(void)
{
	u8 *memory = kmalloc(64, GFP_KERNEL);

	kfree(memory);
	OPTIMIZER_HIDE_VAR(memory);
	if (!ZERO_OR_NULL_PTR(memory))
		READ_ONCE(memory[32]);
}

static int provoke_set(const char *value, const struct kernel_param *kp)
{
	/*
	 * The kernel reports a sleep in atomic context at most once a second,
	 * so one of the scenario could hide ours. And it must be the first:
	 * lockdep switches itself off after its first report. KASAN's report
	 * switches lockdep off too, so it must be the last.
	 */
	msleep(1100);
	canary_atomic_sleep();
	canary_lock_order();
	if (IS_ENABLED(CONFIG_KASAN))
		canary_use_after_free();

	return 0;
}

static const struct kernel_param_ops provoke_ops = {
	.set = provoke_set,
};
module_param_cb(provoke, &provoke_ops, NULL, 0200);

static void __iomem *transcript;

/*
 * The parameters' lock keeps the lines whole, and in the same order on both
 * ways. The console is the second, since a line that is on it only is forged.
 */
static int say_set(const char *value, const struct kernel_param *kp)
{
	size_t length = strcspn(value, "\n");

	iowrite8_rep(transcript, value, length);
	iowrite8('\n', transcript);
	pr_warn("%.*s\n", (int)length, value);

	return 0;
}

static const struct kernel_param_ops say_ops = {
	.set = say_set,
};
module_param_cb(say, &say_ops, NULL, 0200);

static void __init find_tracepoint(struct tracepoint *tp, void *unused)
{
	if (!strcmp(tp->name, "irq_disable"))
		irq_disable = tp;
	else if (!strcmp(tp->name, "irq_enable"))
		irq_enable = tp;
	else if (!strcmp(tp->name, "lock_acquire"))
		lock_acquire_tp = tp;
}

static int __init canary_init(void)
{
	transcript = ioremap(TRANSCRIPT_ADDRESS, 1);
	if (!transcript)
		return -ENOMEM;

	for_each_kernel_tracepoint(find_tracepoint, NULL);

	return 0;
}
module_init(canary_init);

MODULE_DESCRIPTION("Interrupts-off gauge, and violations that must be reported");
MODULE_LICENSE("GPL v2");
