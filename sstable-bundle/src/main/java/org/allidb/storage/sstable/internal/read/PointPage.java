package org.allidb.storage.sstable.internal.read;

import org.allidb.storage.sstable.internal.format.common.CachedBlock;

/** A page of a point index on the heap, whose checksum was right. Immutable, but for the mark of its use; thread-safe. */
final class PointPage extends CachedBlock {

    private final byte[] bytes;

    PointPage(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }
}
