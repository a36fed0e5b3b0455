# SPDX-License-Identifier: Apache-2.0
"""What numbers of the kernel mean, and how a guest's text is printed. Knows nothing of gdb, so that tests run it alone."""

# include/linux/preempt.h: the fields of a preempt count
PREEMPT_MASK = 0xFF
SERVING_SOFTIRQ = 1 << 8
SOFTIRQS_OFF = 2 << 8
SOFTIRQ_MASK = 0xFF << 8
HARDIRQ_MASK = 0xF << 16
NMI_MASK = 0xF << 20

# Arm's cpsr, and what gdb calls so on arm64
INTERRUPTS_MASKED = 1 << 7
ARM_MODE = 0x1F
ARM_USER_MODE = 0x10
ARM64_MODE = 0xF


def printable(data, limit=200):
    """A text of the guest, up to its first zero: a control character would reach the terminal, or forge a line."""
    text = bytes(data).split(b"\0", 1)[0].decode("ascii", "backslashreplace")[:limit]
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def context(preempt_count, softirq_count):
    """In what a processor is; on PREEMPT_RT a task has its own count of softirqs."""
    if preempt_count & NMI_MASK:
        return "nmi"
    if preempt_count & HARDIRQ_MASK:
        return "hardirq"
    if softirq_count & SERVING_SOFTIRQ:
        return "softirq"
    return "task"


def describe_state(preempt_count, softirq_count, cpsr, is_64_bit):
    """Context, what keeps other tasks away, and interrupts."""
    is_user = (cpsr & ARM64_MODE) == 0 if is_64_bit else (cpsr & ARM_MODE) == ARM_USER_MODE
    words = ["user space" if is_user else context(preempt_count, softirq_count),
             f"preempt count {preempt_count & PREEMPT_MASK}"]
    if (softirq_count & SOFTIRQ_MASK) >= SOFTIRQS_OFF:
        words.append("softirqs off")
    words.append("interrupts off" if cpsr & INTERRUPTS_MASKED else "interrupts on")
    return ", ".join(words)


def lock_name(name, version, subclass):
    """As lockdep prints a class."""
    return name + (f"#{version}" if version > 1 else "") + (f"/{subclass}" if subclass else "")
