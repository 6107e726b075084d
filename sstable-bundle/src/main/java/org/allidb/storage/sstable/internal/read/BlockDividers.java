package org.allidb.storage.sstable.internal.read;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;

/** The first key behind each data block of a table but the last one, made when it is asked for. Immutable, thread-safe. */
final class BlockDividers extends AbstractList<byte[]> {

    private final DataBlock index;

    private BlockDividers(DataBlock index) {
        this.index = index;
    }

    /** Returns the dividers of a table whose index has at least one block. */
    static List<byte[]> of(DataBlock index) {
        return new BlockDividers(index);
    }

    @Override
    public byte[] get(int block) {
        byte[] last = index.key(block);
        return Arrays.copyOf(last, last.length + 1);
    }

    @Override
    public int size() {
        return index.count() - 1;
    }
}
