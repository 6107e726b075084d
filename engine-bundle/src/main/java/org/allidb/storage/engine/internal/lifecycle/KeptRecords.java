package org.allidb.storage.engine.internal.lifecycle;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log's records of tenants that have few, kept in memory from the open of the platform until such a tenant is opened. So an
 * open with 10,000 tenants opens none of them. The log has these records too, until they are flushed. Thread-safe; nothing is
 * called while its lock is held.
 */
final class KeptRecords {

    /** The part of all bytes that the records of one tenant may have; a tenant with more is opened at once. */
    private static final int SHARE = 16;

    private static final VarHandle LENGTH = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int FIRST_BYTES = 256;

    private final long capacity;

    @GuardedBy("this")
    private final Map<Long, Records> tenants = new HashMap<>();

    @GuardedBy("this")
    private long bytes;

    /**
     * Creates an empty set.
     *
     * @param capacity how many bytes may be kept
     */
    KeptRecords(long capacity) {
        this.capacity = capacity;
    }

    /** Receives the records of a tenant. */
    @FunctionalInterface
    interface Receiver {

        /** Receives a record, as it is in the log. */
        void replay(byte[] record, int offset, int length) throws IOException;
    }

    /** Records one after another, each behind its length. Grows while the platform is being opened, then no more. */
    private static final class Records {

        private byte[] bytes = new byte[FIRST_BYTES];
        private int end;

        void add(byte[] record, int offset, int length) {
            int needed = end + Integer.BYTES + length;
            if (needed > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
            }
            LENGTH.set(bytes, end, length);
            System.arraycopy(record, offset, bytes, end + Integer.BYTES, length);
            end = needed;
        }

        void forEach(Receiver receiver) throws IOException {
            for (int at = 0; at < end; ) {
                int length = (int) LENGTH.get(bytes, at);
                receiver.replay(bytes, at + Integer.BYTES, length);
                at += Integer.BYTES + length;
            }
        }
    }

    /**
     * Keeps a record if it and those before it are few.
     *
     * @return whether it is kept; if not, none of the tenant may be kept any more
     */
    synchronized boolean keep(long generation, byte[] record, int offset, int length) {
        Records records = tenants.get(generation);
        long wanted = Integer.BYTES + (long) length;
        long before = records == null ? 0 : records.end;
        if (before + wanted > capacity / SHARE || bytes + wanted > capacity) {
            return false;
        }
        if (records == null) {
            records = new Records();
            tenants.put(generation, records);
        }
        records.add(record, offset, length);
        bytes += wanted;
        return true;
    }

    /** Replays the records of a tenant in the order of the log. They stay until {@link #forget}. */
    void replay(long generation, Receiver receiver) throws IOException {
        Records records = find(generation);
        if (records != null) {
            records.forEach(receiver);
        }
    }

    /** Forgets the records of a tenant that is open with them, or dropped. */
    synchronized void forget(long generation) {
        Records records = tenants.remove(generation);
        if (records != null) {
            bytes -= records.end;
        }
    }

    /** Returns whether records of a tenant are kept. */
    synchronized boolean has(long generation) {
        return tenants.containsKey(generation);
    }

    /** Returns the tenants whose records are kept. */
    synchronized List<Long> generations() {
        return List.copyOf(tenants.keySet());
    }

    private synchronized @Nullable Records find(long generation) {
        return tenants.get(generation);
    }
}
