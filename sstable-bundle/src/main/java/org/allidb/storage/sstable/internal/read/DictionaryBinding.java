package org.allidb.storage.sstable.internal.read;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.spi.codec.DictionaryCodec;
import org.allidb.storage.sstable.internal.format.common.BoundCodecs;
import org.jspecify.annotations.Nullable;

/**
 * A codec that is bound to the dictionary of a table. It is closed when it is retired and no read is in it: the memory that it frees
 * may be native. Thread-safe.
 */
final class DictionaryBinding {

    /** What a decoder holds outside of the heap beside its dictionary: tables of its entropy coder. */
    private static final int OTHER_BYTES = 32 << 10;

    private final AtomicReference<@Nullable DictionaryBinding> slot;
    private final DictionaryCodec codec;
    private final String name;
    private final BoundCodec bound;
    private final int bytes;
    /** The reads that are in it, and one more until it is retired. */
    private final AtomicInteger uses = new AtomicInteger(1);

    private final AtomicBoolean retired = new AtomicBoolean();
    /** Whether it was used since the budget looked last. */
    private volatile boolean used = true;

    /**
     * Creates a binding.
     *
     * @param slot where its table keeps it, until it is retired
     * @param codec what made it
     * @param name the name by which that was found
     * @param bound what it made
     * @param length the bytes of the dictionary
     */
    DictionaryBinding(
            AtomicReference<@Nullable DictionaryBinding> slot,
            DictionaryCodec codec,
            String name,
            BoundCodec bound,
            int length) {
        this.slot = slot;
        this.codec = codec;
        this.name = name;
        this.bound = bound;
        this.bytes = length + OTHER_BYTES;
    }

    /** Returns about how many bytes it holds outside of the heap. */
    int bytes() {
        return bytes;
    }

    boolean isOf(DictionaryCodec other) {
        return codec == other;
    }

    boolean isOf(String codecName) {
        return name.equals(codecName);
    }

    /** Returns whether it was used since the last call. */
    boolean wasUsed() {
        boolean before = used;
        used = false;
        return before;
    }

    /** Enters it for one read, which leaves by {@link #leave}; returns false if it was retired, and may be closed. */
    boolean enter() {
        for (int now = uses.get(); now > 0; now = uses.get()) {
            if (uses.compareAndSet(now, now + 1)) {
                if (!used) {
                    used = true;
                }
                return true;
            }
        }
        return false;
    }

    /** Returns what it is bound to, for a read that has entered. */
    BoundCodec bound() {
        return bound;
    }

    /** Ends a read. The last one closes a binding that was retired. */
    void leave() {
        if (uses.decrementAndGet() == 0) {
            BoundCodecs.close(bound, name);
        }
    }

    /** Has it closed as soon as no read is in it; no read enters after that. Repeated calls are allowed. */
    void retire() {
        if (retired.compareAndSet(false, true)) {
            // a codec that was replaced must not be kept by tables that are not read
            slot.compareAndSet(this, null);
            leave();
        }
    }
}
