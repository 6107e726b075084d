package org.allidb.storage.sstable.internal.write;

import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.v1.DataBlockBuilder;

/** The index of a table that is written: the last key and the place of each data block. Used by one thread. */
final class BlockIndex {

    private static final byte[] NOTHING = {};

    private final DataBlockBuilder entries = new DataBlockBuilder();

    /** Adds a block. */
    void add(byte[] lastKey, BlockHandle handle) {
        byte[] encoded = handle.encode();
        entries.key(lastKey, 0, lastKey.length).version(EntryType.PUT, 0, 0, 0);
        System.arraycopy(encoded, 0, entries.reserveValue(encoded.length), entries.valueStart(), encoded.length);
        entries.inline(encoded.length);
    }

    /** Returns how many blocks there are. */
    int blocks() {
        return entries.count();
    }

    /** Builds the index; nothing if there are no blocks. */
    byte[] build() {
        return entries.count() == 0 ? NOTHING : entries.build(0);
    }
}
