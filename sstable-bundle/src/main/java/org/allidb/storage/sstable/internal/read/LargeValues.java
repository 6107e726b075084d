package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.ValueSource;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.format.common.ValueExtents;
import org.jspecify.annotations.Nullable;

/**
 * The large values of a table. An extent is checked once, on a copy, before a value in it is read in the mapping: checksums
 * are never computed over mapped memory. Thread-safe.
 */
public final class LargeValues {

    private final TableBytes bytes;
    private final TableIdentity identity;
    private final ValueExtents extents;
    private final AtomicIntegerArray checked;

    /** Creates the values of a table from the list of its extents. */
    public LargeValues(TableBytes bytes, TableIdentity identity, ValueExtents extents) {
        this.bytes = bytes;
        this.identity = identity;
        this.extents = extents;
        this.checked = new AtomicIntegerArray(extents.count());
    }

    /** Returns the file, once the value's extent is known to be intact; null if the file is not mapped. */
    private @Nullable ValueSource mapped(int extent, int offset, int length) throws IOException {
        if (bytes.mapping() == null) {
            return null;
        }
        checkOnce(extent, offset, length);
        return bytes;
    }

    /** Checks the place of a value, and its extent if that was not checked before. */
    void checkOnce(int extent, int offset, int length) throws IOException {
        checkPlace(extent, offset, length);
        if (checked.get(extent) == 0) {
            load(extent);
            checked.set(extent, 1);
        }
    }

    /** Returns where a value starts in the file. */
    long fileOffset(int extent, int offset) {
        return extents.offsets()[extent] + offset;
    }

    /** Adds an entry of a block to a run: as a view of the file if it is mapped, else with a copy of its value. */
    void addTo(EntryRun run, EntryBlock block, int i) throws IOException {
        int extent = block.extent(i);
        int offset = block.extentOffset(i);
        int length = block.valueLength(i);
        ValueSource mapped = mapped(extent, offset, length);
        if (mapped != null) {
            block.begin(i, run).add(mapped, fileOffset(extent, offset), length);
        } else {
            byte[] value = copy(extent, offset, length);
            block.begin(i, run).add(value, 0, length);
        }
    }

    /** Offers an entry of a block to a lookup: as a view of the file if it is mapped, else with a copy of its value. */
    void offer(EntryBlock block, int i, Lookup lookup) throws IOException {
        int extent = block.extent(i);
        int offset = block.extentOffset(i);
        int length = block.valueLength(i);
        ValueSource mapped = mapped(extent, offset, length);
        if (mapped != null) {
            if (block.offer(i, lookup)) {
                lookup.setValue(mapped, fileOffset(extent, offset), length);
            }
            return;
        }
        // before the offer: a copy may fail, and a winner without its value must not be left behind
        byte[] value = copy(Access.RANDOM, extent, offset, length);
        if (block.offer(i, lookup)) {
            lookup.setValue(value, 0, length);
        }
    }

    /** Returns a copy of a value, once its extent is known to be intact. */
    public byte[] copy(int extent, int offset, int length) throws IOException {
        return copy(Access.SEQUENTIAL, extent, offset, length);
    }

    /** Returns a copy of a value, once its extent is known to be intact. */
    byte[] copy(Access access, int extent, int offset, int length) throws IOException {
        checkOnce(extent, offset, length);
        byte[] value = new byte[length];
        bytes.read(access, fileOffset(extent, offset), value, 0, length);
        return value;
    }

    /** Copies an extent to the heap and checks it. */
    public byte[] load(int extent) throws IOException {
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
