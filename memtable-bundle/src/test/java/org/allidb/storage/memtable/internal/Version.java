package org.allidb.storage.memtable.internal;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;

/** A version of a row as tests expect it; ordered as the memtable orders entries, by the simplest means. */
record Version(byte[] key, long timestamp, long sequence, byte type, long expiresAt, byte[] value)
        implements Comparable<Version> {

    static Version put(byte[] key, long timestamp, long sequence, byte[] value) {
        return new Version(key, timestamp, sequence, EntryType.PUT, 0, value);
    }

    /** The position before all versions of a key. */
    static Version before(byte[] key) {
        return new Version(key, Long.MAX_VALUE, Long.MAX_VALUE, EntryType.PUT, 0, new byte[0]);
    }

    static Version of(EntryRun run, int index) {
        byte[] value = new byte[run.valueLength(index)];
        run.copyValue(index, value, 0);
        return new Version(
                run.key(index),
                run.timestamp(index),
                run.sequence(index),
                run.type(index),
                run.expiresAt(index),
                value);
    }

    /** What a lookup found, as far as it tells. */
    static Version of(byte[] key, Lookup lookup) {
        byte[] value = new byte[lookup.valueLength()];
        lookup.copyValue(value, 0);
        return put(key, lookup.timestamp(), lookup.sequence(), value);
    }

    @Override
    public int compareTo(Version other) {
        int byKey = Arrays.compareUnsigned(key, other.key);
        if (byKey != 0) {
            return byKey;
        }
        int byTimestamp = Long.compare(other.timestamp, timestamp);
        return byTimestamp != 0 ? byTimestamp : Long.compare(other.sequence, sequence);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Version other
                && compareTo(other) == 0
                && type == other.type
                && expiresAt == other.expiresAt
                && Arrays.equals(value, other.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(key), timestamp, sequence);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(key) + "@" + timestamp + "#" + sequence
                + (type == EntryType.PUT ? "" : " deleted") + " " + value.length + " bytes";
    }
}
