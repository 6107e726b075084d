package org.allidb.storage.sstable.internal.write;

import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.sstable.internal.format.common.PropertiesCodec;
import org.jspecify.annotations.Nullable;

/** A collector of a table's properties, as it is written or as it is checked. Used by one thread. */
public final class PropertyCollector {

    private static final byte[] NO_KEY = {};

    private long entries;
    private long tombstones;
    private long rangeTombstones;
    private long keyBytes;
    private long valueBytes;
    private byte @Nullable [] minKey;
    private byte @Nullable [] maxKey;
    private byte[] last = new byte[64];
    private int lastLength = -1;
    private long minTimestamp = Long.MAX_VALUE;
    private long maxTimestamp = -1;
    private long minSequence = Long.MAX_VALUE;
    private long maxSequence;
    private long minExpiry = Long.MAX_VALUE;
    private long maxExpiry;
    private boolean someNeverExpire;
    private final ExpirySketch expiries = new ExpirySketch();
    private final KeySketch.Builder keySketch = new KeySketch.Builder();

    /** Creates an empty collector. */
    public PropertyCollector() {}

    /** Returns how many entries were added. */
    public long entries() {
        return entries;
    }

    /** Adds an entry; entries come in order. */
    public void add(EntryRun run, int i) {
        if (minKey == null) {
            minKey = run.key(i);
        }
        int length = run.keyLength(i);
        if (last.length < length) {
            last = new byte[2 * length];
        }
        System.arraycopy(run.keys(), run.keyOffset(i), last, 0, length);
        lastLength = length;
        entries++;
        tombstones += run.type(i) == EntryType.DELETE ? 1 : 0;
        keyBytes += length;
        valueBytes += run.valueLength(i);
        version(run.timestamp(i), run.sequence(i));
        long expiry = run.expiresAt(i);
        if (expiry == 0) {
            someNeverExpire = true;
        } else {
            minExpiry = Math.min(minExpiry, expiry);
            maxExpiry = Math.max(maxExpiry, expiry);
            expiries.add(expiry);
        }
    }

    /** Adds the hash of a key, once for all its versions. Tables of format 1 have no sketch, so theirs are not added. */
    public void addKey(long hash) {
        keySketch.add(hash);
    }

    /** Adds a range tombstone, after all entries. */
    public void add(RangeTombstone tombstone) {
        rangeTombstones++;
        someNeverExpire = true;
        closeKeys();
        if (minKey == null || KeyOrder.compare(tombstone.start(), minKey) < 0) {
            minKey = tombstone.start();
        }
        if (maxKey == null || KeyOrder.compare(tombstone.end(), maxKey) > 0) {
            maxKey = tombstone.end();
        }
        version(tombstone.timestamp(), tombstone.sequence());
    }

    /** Returns the properties of the entries and tombstones that were added. */
    TableProperties properties(TableSpec spec, long fileBytes) {
        closeKeys();
        return TableProperties.of(spec.tableId(), spec.tenantGeneration())
                .format(PropertiesCodec.FORMAT, spec.codec())
                .fileBytes(fileBytes)
                .counts(entries, tombstones, rangeTombstones)
                .bytes(keyBytes, valueBytes)
                .keys(minKey == null ? NO_KEY : minKey, maxKey == null ? NO_KEY : maxKey)
                .timestamps(minTimestamp, maxTimestamp)
                .sequences(minSequence, maxSequence)
                .expiries(minExpiry == Long.MAX_VALUE ? 0 : minExpiry, someNeverExpire ? 0 : maxExpiry)
                .halfExpired(expiries.expired((entries - tombstones + 1) / 2))
                .keySketch(keySketch.build())
                .created(spec.createdMillis())
                .build();
    }

    /** Returns whether a table's properties are those of the entries and tombstones that were added. */
    public boolean agreesWith(TableProperties said, long fileBytes) {
        TableSpec spec = TableSpec.of(said.tenantGeneration(), said.tableId(), said.codec(), said.createdMillis());
        TableProperties found = properties(spec, fileBytes);
        return said.entries() == found.entries()
                && said.tombstones() == found.tombstones()
                && said.rangeTombstones() == found.rangeTombstones()
                && said.keyBytes() == found.keyBytes()
                && said.valueBytes() == found.valueBytes()
                && Arrays.equals(said.minKey(), found.minKey())
                && Arrays.equals(said.maxKey(), found.maxKey())
                && said.minTimestamp() == found.minTimestamp()
                && said.maxTimestamp() == found.maxTimestamp()
                && said.minSequence() == found.minSequence()
                && said.maxSequence() == found.maxSequence()
                && (said.halfExpiredMillis() == 0 || said.halfExpiredMillis() == found.halfExpiredMillis())
                && (said.keySketch().isEmpty() || said.keySketch().equals(found.keySketch()))
                && KeyOrder.compare(said.minKey(), said.maxKey()) <= 0;
    }

    private void closeKeys() {
        if (maxKey == null && lastLength >= 0) {
            maxKey = Arrays.copyOf(last, lastLength);
        }
    }

    private void version(long timestamp, long sequence) {
        minTimestamp = Math.min(minTimestamp, timestamp);
        maxTimestamp = Math.max(maxTimestamp, timestamp);
        minSequence = Math.min(minSequence, sequence);
        maxSequence = Math.max(maxSequence, sequence);
    }
}
