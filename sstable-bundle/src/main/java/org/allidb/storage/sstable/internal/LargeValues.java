package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.allidb.storage.spi.entry.ValueSource;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.format.v1.TableIdentity;
import org.allidb.storage.sstable.internal.format.v1.ValueExtents;
import org.jspecify.annotations.Nullable;

/**
 * The large values of a table. An extent is checked once, on a copy, before anything in it is read in place; mapped
 * memory never reaches the checksum.
 */
final class LargeValues {

    private final TableBytes bytes;
    private final TableIdentity identity;
    private final ValueExtents extents;
    private final AtomicIntegerArray checked;

    LargeValues(TableBytes bytes, TableIdentity identity, ValueExtents extents) {
        this.bytes = bytes;
        this.identity = identity;
        this.extents = extents;
        this.checked = new AtomicIntegerArray(extents.count());
    }

    /** The file, once the value's extent is known to be intact; null if the file is not mapped. */
    @Nullable
    ValueSource mapped(int extent, int offset, int length) throws IOException {
        if (bytes.mapping() == null) {
            return null;
        }
        checkOnce(extent, offset, length);
        return bytes;
    }

    /** Fails if the place of a value makes no sense, or its extent is not intact. */
    void checkOnce(int extent, int offset, int length) throws IOException {
        checkPlace(extent, offset, length);
        if (checked.get(extent) == 0) {
            load(extent);
            checked.set(extent, 1);
        }
    }

    /** Where a value starts in the file. */
    long fileOffset(int extent, int offset) {
        return extents.offsets()[extent] + offset;
    }

    /** A copy of a value, once its extent is known to be intact. */
    byte[] copy(int extent, int offset, int length) throws IOException {
        checkOnce(extent, offset, length);
        byte[] value = new byte[length];
        bytes.read(fileOffset(extent, offset), value, 0, length);
        return value;
    }

    /** A copy of an extent, whose checksum was right just now. */
    byte[] load(int extent) throws IOException {
        int length = extents.lengths()[extent];
        long offset = extents.offsets()[extent];
        byte[] content = new byte[length];
        bytes.read(offset, content, 0, length);
        if (ValueExtents.checksum(identity, offset, content, length) != extents.checksums()[extent]) {
            throw damaged(offset);
        }
        return content;
    }

    /** Checks that a value lies in its extent. */
    void checkPlace(int extent, int offset, int length) throws DamagedTableException {
        if (extent < 0
                || extent >= extents.count()
                || offset < 0
                || length < 0
                || length > extents.lengths()[extent] - offset) {
            throw damaged(0);
        }
    }

    private DamagedTableException damaged(long offset) {
        return new DamagedTableException(
                bytes.name(),
                offset,
                "the table " + bytes.name() + " is damaged at byte " + offset
                        + ": the checksum of its large values does not match; restore it from a backup, or salvage the"
                        + " rest with 'allidb repair DIR INTO'");
    }
}
