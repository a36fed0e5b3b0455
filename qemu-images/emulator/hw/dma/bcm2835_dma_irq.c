/*
 * BCM2835 and BCM2711 DMA controller: a channel's interrupt
 *
 * The end of a block with TI.INTEN sets CS.INT, which raises the channel's line
 * until software clears it.
 *
 * lab {
 * Two faults delay or drop the flag, for all channels:
 *
 *  - "irq-delay-ns": late. An interrupt that becomes due while another one of
 *    the channel is pending is merged with it, as by CS.INT itself.
 *  - "irq-lose-every": lost, namely every n-th interrupt of a channel, counted
 *    from when the property was set or the machine was reset.
 *
 * Neither fault affects CS.END and the transfer itself.
 *
 * "irq-jitter-ns" is no fault: how long the bus takes to acknowledge the last
 * word of a block is not specified. The flag comes up to this much later,
 * as the seed of the vCPUs' turns has it.
 *
 * } lab
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
/* lab { */
#include "qapi/error.h"
#include "qapi/visitor.h"
/* } lab */
#include "hw/dma/bcm2835_dma_chan.h"
#include "hw/dma/bcm2835_dma_irq.h"
#include "hw/irq.h"
/* lab { */
#include "qemu/icount-jitter.h"
#include "trace.h"
/* } lab */

void bcm2835_dma_irq_update(BCM2835DMAChan *ch)
{
    bool level = FIELD_EX32(ch->cs, CS, INT);

    ch->dma->int_status = deposit32(ch->dma->int_status, chan_index(ch), 1,
                                    level);
    qemu_set_irq(ch->irq, level);
}

void bcm2835_dma_irq_raise(BCM2835DMAChan *ch)
{
    /* lab { */
    ch->dma->interrupts++;
    /* } lab */
    ch->cs |= R_CS_INT_MASK;
    bcm2835_dma_irq_update(ch);
}

/* lab { */
static void chan_irq_timer(void *opaque)
{
    bcm2835_dma_irq_raise(opaque);
}

static bool chan_loses_interrupt(BCM2835DMAChan *ch)
{
    uint32_t every = ch->dma->irq_lose_every;

    if (!every || ++ch->irqs_since_lost < every) {
        return false;
    }
    ch->irqs_since_lost = 0;
    return true;
}

/* Whether the interrupt at a block's end is lost, or comes later */
static bool chan_defers_interrupt(BCM2835DMAChan *ch)
{
    BCM2835DMAState *s = ch->dma;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    int64_t due = now + icount_jitter(chan_index(ch), now, s->irq_jitter_ns);

    if (chan_loses_interrupt(ch)) {
        s->interrupts_lost++;
        trace_bcm2835_dma_interrupt_lost(chan_index(ch), ch->conblk_ad);
        return true;
    }
    due += MIN(s->irq_delay_ns, INT64_MAX - due);
    trace_bcm2835_dma_interrupt(chan_index(ch), ch->conblk_ad, due - now);
    if (due != now && !timer_pending(&ch->irq_timer)) {
        timer_mod(&ch->irq_timer, due);
    }
    return due != now;
}
/* } lab */

void bcm2835_dma_irq_block_done(BCM2835DMAChan *ch)
{
    /* lab { */
    if (chan_defers_interrupt(ch)) {
        return;
    }
    /* } lab */
    bcm2835_dma_irq_raise(ch);
}

/* lab { */
void bcm2835_dma_irq_reset(BCM2835DMAChan *ch)
{
    timer_del(&ch->irq_timer);
    ch->irqs_since_lost = 0;
}

void bcm2835_dma_irq_init(BCM2835DMAChan *ch)
{
    timer_init_ns(&ch->irq_timer, QEMU_CLOCK_VIRTUAL, chan_irq_timer, ch);
}

static void dma_get_lose_every(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    visit_type_uint32(v, name, &BCM2835_DMA(obj)->irq_lose_every, errp);
}

static void dma_set_lose_every(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    BCM2835DMAState *s = BCM2835_DMA(obj);

    if (!visit_type_uint32(v, name, &s->irq_lose_every, errp)) {
        return;
    }
    for (int i = 0; i < BCM2835_DMA_NCHANS; i++) {
        s->chan[i].irqs_since_lost = 0;
    }
}

void bcm2835_dma_irq_add_properties(BCM2835DMAState *s)
{
    Object *obj = OBJECT(s);

    object_property_add_uint64_ptr(obj, "irq-delay-ns", &s->irq_delay_ns,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(obj, "irq-delay-ns",
        "fault: interrupts come this much later");
    object_property_add_uint64_ptr(obj, "irq-jitter-ns", &s->irq_jitter_ns,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(obj, "irq-jitter-ns",
        "interrupts come up to this much later, as the schedule's seed has it");
    object_property_add(obj, "irq-lose-every", "uint32", dma_get_lose_every,
                        dma_set_lose_every, NULL, NULL);
    object_property_set_description(obj, "irq-lose-every",
        "fault: each n-th interrupt of a channel is lost; 0 = none");
    object_property_add_uint64_ptr(obj, "interrupts", &s->interrupts,
                                   OBJ_PROP_FLAG_READ);
    object_property_set_description(obj, "interrupts",
        "how often a channel interrupted");
    object_property_add_uint64_ptr(obj, "interrupts-lost",
                                   &s->interrupts_lost, OBJ_PROP_FLAG_READ);
    object_property_set_description(obj, "interrupts-lost",
        "how often irq-lose-every kept it from that");
}
/* } lab */
