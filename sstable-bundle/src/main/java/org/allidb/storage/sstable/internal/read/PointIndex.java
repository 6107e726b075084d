package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;
import org.jspecify.annotations.Nullable;

/**
 * The point index of a table. It is read in the mapping; without one, its pages are kept in the block cache if those of all tables fit,
 * or else single buckets are read by position. Its pages are checked as data pages are. If one is damaged, the index is not used
 * any more while the table is open: lookups find the same rows by the block index. Thread-safe.
 */
public final class PointIndex {

    private static final Logger LOG = System.getLogger(PointIndex.class.getName());

    private final TableBytes bytes;
    private final BlockLoader loader;
    private final long start;
    private final int pages;
    private final long buckets;
    private final AtomicLongArray checked;
    private volatile boolean damaged;

    /**
     * Creates the index of a table.
     *
     * @param handle where all of its pages are; of 0 bytes if there is no index
     */
    public PointIndex(TableBytes bytes, BlockLoader loader, BlockHandle handle) {
        this.bytes = bytes;
        this.loader = loader;
        this.start = handle.offset();
        this.pages = handle.length() / PointBucket.PAGE_BYTES;
        this.buckets = (long) pages * PointBucket.PER_PAGE;
        this.checked = new AtomicLongArray((pages + Long.SIZE - 1) / Long.SIZE);
    }

    /** Returns whether the index can be used. */
    boolean isUsable() {
        return buckets > 0 && !damaged;
    }

    /** Returns the bucket in which a key belongs. */
    long home(long hash) {
        return PointBucket.home(hash, buckets);
    }

    /** Returns the bucket after one. */
    long next(long bucket) {
        return bucket + 1 == buckets ? 0 : bucket + 1;
    }

    /** Copies a bucket that is known to be intact; returns false if the index is damaged. */
    boolean copy(MemorySegment mapping, long bucket, byte[] target) throws IOException {
        int page = (int) (bucket / PointBucket.PER_PAGE);
        if (!isChecked(page) && checked(page) == null) {
            return false;
        }
        MappedMemory.copy(mapping, start + PointBucket.offset(bucket), target, 0, PointBucket.BYTES);
        return true;
    }

    /** Copies a bucket from the cache, or reads it by position; returns false if the index is damaged. */
    boolean read(PointPages cached, long bucket, byte[] target) throws IOException {
        int page = (int) (bucket / PointBucket.PER_PAGE);
        byte[] content = cached.get(page);
        if (content == null && cached.holds()) {
            content = checked(page);
            if (content == null) {
                return false;
            }
            cached.put(page, content);
        }
        if (content != null) {
            int at = (int) (bucket - (long) page * PointBucket.PER_PAGE) * PointBucket.BYTES;
            System.arraycopy(content, at, target, 0, PointBucket.BYTES);
            return true;
        }
        if (!isChecked(page) && checked(page) == null) {
            return false;
        }
        bytes.read(Access.RANDOM, start + PointBucket.offset(bucket), target, 0, PointBucket.BYTES);
        return true;
    }

    /** Returns where the index starts in the file. */
    public long start() {
        return start;
    }

    /** Returns how many pages there are. */
    public int pages() {
        return pages;
    }

    /** Reads a page and checks it. */
    public void verify(int page) throws IOException {
        load(Access.SEQUENTIAL, page);
    }

    /** Returns whether the index, whose pages are intact, leads from the hash of a key to a place. */
    public boolean leadsTo(long hash, long place) throws IOException {
        byte[] bucket = new byte[PointBucket.BYTES];
        long first = home(hash);
        long number = first;
        do {
            bytes.read(start + PointBucket.offset(number), bucket, 0, bucket.length);
            for (int left = PointBucket.matches(bucket, 0, hash); left != 0; left &= left - 1) {
                if (PointBucket.place(bucket, 0, Integer.numberOfTrailingZeros(left)) == place) {
                    return true;
                }
            }
            number = next(number);
        } while (PointBucket.overflows(bucket, 0) && number != first);
        return false;
    }

    private boolean isChecked(int page) {
        return (checked.get(page >>> 6) & 1L << page) != 0;
    }

    /** Loads a page and checks it; returns null if it is damaged. */
    private byte @Nullable [] checked(int page) throws IOException {
        byte[] content;
        try {
            content = load(Access.RANDOM, page);
        } catch (DamagedTableException e) {
            if (!damaged) {
                damaged = true;
                LOG.log(
                        Level.WARNING,
                        "the point index of " + bytes.name()
                                + " is damaged; lookups take longer, and no row is lost; restore it"
                                + " from a backup, or write it again with 'allidb repair DIR INTO'",
                        e);
            }
            return null;
        }
        checked.accumulateAndGet(page >>> 6, 1L << page, (before, more) -> before | more);
        return content;
    }

    private byte[] load(Access access, int page) throws IOException {
        long offset = start + (long) page * PointBucket.PAGE_BYTES;
        return loader.load(access, new BlockHandle(offset, PointBucket.PAGE_PAYLOAD));
    }
}
