package org.allidb.storage.replication.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The proposals that were applied, so that each is applied once, however often it is in the log. Ratis keeps them for a minute in memory
 * only; a node that restarts meanwhile has forgotten them. What this class says depends on the log alone: it is the same on all nodes,
 * and is settled together with the machine. Of each caller it knows the last {@value #WINDOW} numbers; older ones count as applied. Of
 * more than {@value #CALLERS} callers it forgets the one whose last proposal is the oldest. Not thread-safe.
 */
final class AppliedCalls {

    /** A caller must not have a proposal under way whose number is so much smaller than that of its next. */
    static final int WINDOW = 8_192;

    /** The most callers that are remembered. A run of a node is one. */
    static final int CALLERS = 64;

    private static final int WORDS = WINDOW / Long.SIZE;
    private static final int BYTES = 4 * Long.BYTES + WORDS * Long.BYTES;

    private final Map<UUID, Window> windows = new LinkedHashMap<>();

    /** What is known of a caller: bit {@code number % WINDOW} says whether a number greater than {@code highest - WINDOW} was applied. */
    private static final class Window {
        private long highest;
        private long position;
        private final long[] bits;

        Window(long highest, long position, long[] bits) {
            this.highest = highest;
            this.position = position;
            this.bits = bits;
        }

        boolean add(long number) {
            if (number <= highest - WINDOW) {
                return false;
            }
            if (number > highest) {
                forget(number);
                highest = number;
            }
            int place = (int) (number % WINDOW);
            long bit = 1L << place;
            boolean added = (bits[place / Long.SIZE] & bit) == 0;
            bits[place / Long.SIZE] |= bit;
            return added;
        }

        private void forget(long until) {
            if (until - highest >= WINDOW) {
                Arrays.fill(bits, 0);
                return;
            }
            for (long each = highest + 1; each <= until; each++) {
                int place = (int) (each % WINDOW);
                bits[place / Long.SIZE] &= ~(1L << place);
            }
        }
    }

    /**
     * Notes a proposal that is about to be applied.
     *
     * @param caller who proposed it
     * @param number its number with that caller, 0 or greater
     * @param position its place in the log
     * @return whether it has to be applied; false if it was
     */
    boolean add(UUID caller, long number, long position) {
        Window window = windows.get(caller);
        if (window == null) {
            if (windows.size() >= CALLERS) {
                UUID oldest = windows.entrySet().stream()
                        .min(Comparator.comparingLong(entry -> entry.getValue().position))
                        .orElseThrow()
                        .getKey();
                windows.remove(oldest);
            }
            window = new Window(number, position, new long[WORDS]);
            windows.put(caller, window);
        }
        window.position = position;
        return window.add(number);
    }

    /** Returns the number of bytes that {@link #write} writes. */
    int size() {
        return Integer.BYTES + windows.size() * BYTES;
    }

    /** Writes all that is known: the number of callers; of each its name, highest number, last position and bits. */
    void write(ByteBuffer out) {
        out.putInt(windows.size());
        windows.forEach((caller, window) -> {
            out.putLong(caller.getMostSignificantBits()).putLong(caller.getLeastSignificantBits());
            out.putLong(window.highest).putLong(window.position);
            for (long word : window.bits) {
                out.putLong(word);
            }
        });
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws IOException if there is less
     */
    static AppliedCalls read(ByteBuffer in) throws IOException {
        AppliedCalls calls = new AppliedCalls();
        int count = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (count < 0 || count > CALLERS || in.remaining() < count * BYTES) {
            throw new IOException("The applied calls are cut");
        }
        for (int i = 0; i < count; i++) {
            UUID caller = new UUID(in.getLong(), in.getLong());
            long highest = in.getLong();
            long position = in.getLong();
            long[] bits = new long[WORDS];
            for (int word = 0; word < WORDS; word++) {
                bits[word] = in.getLong();
            }
            calls.windows.put(caller, new Window(highest, position, bits));
        }
        return calls;
    }
}
