/*
 * In which order CPUs enter the functions that are counted with it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "order.h"

/* The finalizer of splitmix64 */
static guint64 mix(guint64 hash, guint64 value)
{
    hash = (hash ^ value) + G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    hash = (hash ^ hash >> 30) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    hash = (hash ^ hash >> 27) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return hash ^ hash >> 31;
}

void witness_order_add(WitnessOrder *order, guint cpu, guint64 address)
{
    if (order->address && order->cpu != cpu) {
        order->hash = mix(mix(order->hash, order->cpu), order->address);
        order->hash = mix(mix(order->hash, cpu), address);
    }
    order->cpu = cpu;
    order->address = address;
}
