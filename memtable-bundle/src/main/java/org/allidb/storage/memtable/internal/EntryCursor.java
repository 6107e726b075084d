package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.ScanDirection;

/** Shows all entries, for a flush. */
final class EntryCursor extends TreeCursor {

    EntryCursor(EntryTree tree) {
        super(tree, ScanDirection.FORWARD, Long.MAX_VALUE);
    }

    @Override
    int collect(int room) {
        int count = Math.min(Leaf.size(order) - before, room);
        for (int i = 0; i < count; i++) {
            found[i] = Leaf.reference(leaf, order, before + i);
        }
        before += count;
        return count;
    }
}
