# SPDX-License-Identifier: Apache-2.0
# From a sleep in a tasklet back to the interrupt that ended the period, and forwards to the sleep.
set print frame-arguments none
set print frame-info short-location

# A tasklet may not sleep, and this is in one.
backtrace 12

# It began here, with the lock of the DMA channel.
break vchan_complete
reverse-continue
backtrace 4

# The interrupt of the DMA controller had asked for it.
break bcm2835_dma_callback
reverse-continue

# From there on to the sleep.
delete
tbreak mutex_lock_nested if $_caller_is("_snd_pcm_stream_lock_irqsave")
continue
backtrace 5
