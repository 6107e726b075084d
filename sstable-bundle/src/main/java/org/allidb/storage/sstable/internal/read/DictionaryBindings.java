package org.allidb.storage.sstable.internal.read;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bindings of codecs to the dictionaries of open tables. All together hold a bounded number of bytes outside of the heap: one that
 * was not used since the budget looked last is retired, and made again when it is needed. Thread-safe, without locks.
 */
public final class DictionaryBindings {

    /** The most bytes outside of the heap, which hundreds of dictionaries take. */
    private static final long MOST_BYTES = 64L << 20;

    private final ConcurrentLinkedQueue<DictionaryBinding> live = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final long most;

    /** Creates a budget of the usual size. */
    public DictionaryBindings() {
        this(MOST_BYTES);
    }

    /** Creates a budget of a number of bytes. */
    DictionaryBindings(long most) {
        this.most = most;
    }

    /** Adds a binding; retires others if all hold too much. */
    void add(DictionaryBinding added) {
        live.add(added);
        bytes.addAndGet(added.bytes());
        // each is asked once at most, and the last is the one that was added
        for (int left = live.size(); left > 1 && bytes.get() > most; left--) {
            DictionaryBinding oldest = live.poll();
            if (oldest == null) {
                return;
            }
            if (oldest == added || oldest.wasUsed()) {
                live.add(oldest);
            } else {
                bytes.addAndGet(-oldest.bytes());
                oldest.retire();
            }
        }
    }

    /** Retires a binding, if that was not done before. */
    void retire(DictionaryBinding binding) {
        if (live.remove(binding)) {
            bytes.addAndGet(-binding.bytes());
        }
        binding.retire();
    }

    /** Retires what a codec has made, because it was replaced. */
    public void retireAll(String codec) {
        for (DictionaryBinding binding : live) {
            if (binding.isOf(codec)) {
                retire(binding);
            }
        }
    }

    /** Returns about how many bytes all hold outside of the heap. */
    public long bytes() {
        return bytes.get();
    }
}
