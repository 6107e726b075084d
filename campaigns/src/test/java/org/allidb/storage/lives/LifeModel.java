package org.allidb.storage.lives;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.TenantId;

/**
 * What is known of the tenants although no thread holds a lock on them. Drops of an id are counted as they begin; of a row
 * that was acknowledged it is known
 *
 * <ul>
 *   <li>that it is there, if no drop was under way from before the handle was opened that wrote it until after it was read,
 *   <li>that it is gone, if a drop that began after the write has ended before the handle was opened that reads it.
 * </ul>
 */
final class LifeModel {

    private final Map<TenantId, Drops> drops = new ConcurrentHashMap<>();

    Drops of(TenantId tenant) {
        return drops.computeIfAbsent(tenant, id -> new Drops());
    }

    /** The drops of one id. */
    static final class Drops {

        private final AtomicLong begun = new AtomicLong();
        private final AtomicLong ended = new AtomicLong();
        private final AtomicLong latestDone = new AtomicLong();

        /** A drop begins; its number. */
        long begin() {
            return begun.incrementAndGet();
        }

        /** A drop has succeeded. */
        void done(long number) {
            latestDone.accumulateAndGet(number, Math::max);
        }

        /** A drop has succeeded or failed. */
        void end() {
            ended.incrementAndGet();
        }

        /** How many have begun; -1 if one of them is under way. */
        long begunAndEnded() {
            long before = ended.get();
            return begun.get() == before ? before : -1;
        }

        /** How many have begun. */
        long begun() {
            return begun.get();
        }

        /** The one that began last of those that have succeeded. */
        long latestDone() {
            return latestDone.get();
        }
    }

    /**
     * A row that was acknowledged.
     *
     * @param tenant whose
     * @param key its key
     * @param begunBefore drops begun, and ended, before the handle was opened; -1 if one was under way
     * @param begunAfter drops begun when the write had returned
     */
    record Written(TenantId tenant, String key, long begunBefore, long begunAfter) {

        boolean isThere(Drops drops) {
            return drops.begun() == begunBefore;
        }

        boolean isGone(long latestDone) {
            return latestDone > begunAfter;
        }
    }
}
