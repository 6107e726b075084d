package org.allidb.storage.engine.internal.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * The open cursors and readers of a tenant, so that they can be ended. Lists that threads are spread over: opening and
 * closing a short scan must cost no allocation, and threads seldom meet. Nothing foreign is called under their locks.
 * Thread-safe.
 */
public final class OpenReads {

    /** A power of two. */
    private static final int STRIPES = 16;

    /** Null until there is a read: most tenants have none open. Made under the monitor. */
    private volatile Stripe @Nullable [] stripes;

    /** One of the lists. Its monitor guards the links of the reads in it, too. */
    private static final class Stripe {

        @GuardedBy("this")
        private @Nullable OpenRead first;

        /** Makes the error of reads that come after the close; null before it. */
        @GuardedBy("this")
        private @Nullable Supplier<StorageException> closed;
    }

    private Stripe[] stripes() {
        Stripe[] made = stripes;
        return made == null ? makeStripes() : made;
    }

    private synchronized Stripe[] makeStripes() {
        Stripe[] made = stripes;
        if (made == null) {
            made = new Stripe[STRIPES];
            Arrays.setAll(made, number -> new Stripe());
            stripes = made;
        }
        return made;
    }

    /** Adds a read. Throws what {@link #close} was given if that has been called. */
    void add(OpenRead read) {
        int number = (int) Thread.currentThread().threadId() & STRIPES - 1;
        Stripe stripe = stripes()[number];
        Supplier<StorageException> closed;
        synchronized (stripe) {
            closed = stripe.closed;
            if (closed == null) {
                OpenRead second = stripe.first;
                read.stripe = number;
                read.next = second;
                if (second != null) {
                    second.previous = read;
                }
                stripe.first = read;
            }
        }
        if (closed != null) {
            throw closed.get();
        }
    }

    /** Removes a read if it is there. */
    void remove(OpenRead read) {
        int number = read.stripe;
        if (number < 0) {
            return;
        }
        Stripe stripe = stripes()[number];
        synchronized (stripe) {
            OpenRead before = read.previous;
            OpenRead after = read.next;
            if (before != null) {
                before.next = after;
            } else if (stripe.first == read) {
                stripe.first = after;
            }
            if (after != null) {
                after.previous = before;
            }
            read.previous = null;
            read.next = null;
        }
    }

    /**
     * Ends the reads on the oldest state of the tenant that keeps memtables which are held for readers alone.
     *
     * @param why makes the error that their users get
     * @return which were ended
     */
    public Ended endOldest(Supplier<StorageException> why) {
        List<OpenRead> oldest = new ArrayList<>();
        long least = Long.MAX_VALUE;
        for (OpenRead read : all()) {
            ReadState state = read.state();
            if (state != null
                    && state.number() <= least
                    && state.keepsRetiredMemtables()
                    && !read.isEndedByPlatform()) {
                if (state.number() < least) {
                    least = state.number();
                    oldest.clear();
                }
                oldest.add(read);
            }
        }
        int released = 0;
        int pending = 0;
        for (OpenRead read : oldest) {
            switch (read.end(why)) {
                case RELEASED -> released++;
                case PENDING -> pending++;
                case TOO_LATE -> {
                    // its user was quicker
                }
            }
        }
        return new Ended(released, pending);
    }

    /**
     * Ends the cursors that are open for too long. Their age counts from the first call that sees them, so that opening one costs
     * nothing more. Called by one thread at a time.
     *
     * @param nowNanos the time, not 0
     * @param maxNanos how old they may be
     * @param why makes the error that their users get
     * @return how many were ended
     */
    public int endOlder(long nowNanos, long maxNanos, Supplier<StorageException> why) {
        int ended = 0;
        for (OpenRead read : all()) {
            if (!(read instanceof OpenScan) || read.isEndedByPlatform()) {
                continue;
            }
            if (read.seenNanos == 0) {
                read.seenNanos = nowNanos;
            } else if (nowNanos - read.seenNanos > maxNanos && read.end(why) != OpenRead.Ending.TOO_LATE) {
                ended++;
            }
        }
        return ended;
    }

    /**
     * What {@link #endOldest} has ended.
     *
     * @param released reads that have released their sources
     * @param pending reads that release them after the step that is under way
     */
    public record Ended(int released, int pending) {}

    /**
     * Ends all reads and refuses further ones.
     *
     * @param why makes the error that their users get
     * @return how many were open
     */
    public int close(Supplier<StorageException> why) {
        for (Stripe stripe : stripes()) {
            synchronized (stripe) {
                stripe.closed = why;
            }
        }
        List<OpenRead> open = all();
        open.forEach(read -> read.end(why));
        return open.size();
    }

    private List<OpenRead> all() {
        Stripe[] made = stripes;
        if (made == null) {
            return List.of();
        }
        List<OpenRead> all = new ArrayList<>();
        for (Stripe stripe : made) {
            synchronized (stripe) {
                for (OpenRead read = stripe.first; read != null; read = read.next) {
                    all.add(read);
                }
            }
        }
        return all;
    }
}
