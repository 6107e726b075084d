package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.format.common.ValueExtents;

/** A writer that collects large values into extents, each value at a multiple of 64 bytes. Used by one thread. */
final class ExtentWriter {

    private static final int EXTENT_BYTES = 256 << 10;

    private final TableOutput output;
    private final TableIdentity identity;
    private final ValueExtents.Builder extents = new ValueExtents.Builder();
    private byte[] buffer = new byte[0];
    private int length;

    ExtentWriter(TableOutput output, TableIdentity identity) {
        this.output = output;
        this.identity = identity;
    }

    /** Returns the bytes of the current extent. */
    int buffered() {
        return length;
    }

    /** Returns the extent of the value that was added last. */
    int current() {
        return extents.next();
    }

    /** Adds a value; returns where it is in the current extent. */
    int add(EntryRun run, int i, int valueLength) throws IOException {
        int at = align(length);
        if (at > 0 && (long) at + valueLength > EXTENT_BYTES) {
            flush();
            at = 0;
        }
        if (buffer.length < at + valueLength) {
            buffer = Arrays.copyOf(buffer, Math.max(at + valueLength, EXTENT_BYTES));
        }
        Arrays.fill(buffer, length, at, (byte) 0);
        run.copyValue(i, buffer, at);
        length = at + valueLength;
        return at;
    }

    /** Writes the current extent. */
    void flush() throws IOException {
        if (length > 0) {
            output.align(ValueExtents.ALIGNMENT);
            long offset = output.position();
            extents.add(offset, length, ValueExtents.checksum(identity, offset, buffer, length));
            output.raw(buffer, length);
            length = 0;
        }
    }

    /** Encodes the list of extents. */
    byte[] encode() {
        return extents.encode();
    }

    private static int align(int at) {
        return (at + ValueExtents.ALIGNMENT - 1) & -ValueExtents.ALIGNMENT;
    }
}
