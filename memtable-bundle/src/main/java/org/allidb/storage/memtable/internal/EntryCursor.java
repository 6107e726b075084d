package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.ScanDirection;

/** A cursor over all visible entries, for a flush. */
final class EntryCursor extends TreeCursor {

    EntryCursor(EntryTree tree, long maxSequence) {
        super(tree, ScanDirection.FORWARD, maxSequence);
    }

    @Override
    int collect(int room) {
        int passed = Math.min(Leaf.size(order) - before, room);
        int count = 0;
        for (int i = 0; i < passed; i++) {
            int reference = Leaf.reference(leaf, order, before + i);
            found[count] = reference;
            count += entries.sequence(reference) <= maxSequence ? 1 : 0;
        }
        before += passed;
        return count;
    }
}
