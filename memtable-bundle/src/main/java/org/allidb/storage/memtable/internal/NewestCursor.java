package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.ScanDirection;

/**
 * A cursor over the newest visible version of each row, for readers. Where the versions of a row continue in other leaves, the
 * cursor descends behind them, or before them in reverse: a row with a million versions costs what another row costs.
 */
final class NewestCursor extends TreeCursor {

    private final EntryTree tree;
    /** Forward: the version of this leaf that was shown last, or none, and its prefix. */
    private int row = EntryArena.NONE;

    private long rowPrefix;

    NewestCursor(EntryTree tree, ScanDirection direction, long maxSequence) {
        super(tree, direction, maxSequence);
        this.tree = tree;
    }

    @Override
    int collect(int room) {
        if (!Leaf.hasVersions(leaf)) {
            return collectRows(room);
        }
        return isForward ? collectForward(room) : collectReverse(room);
    }

    /** Collects from a leaf in which each entry is another row: compares no key, and reads only the references. */
    private int collectRows(int room) {
        int passed = Math.min(isForward ? Leaf.size(order) - before : before, room);
        int count = 0;
        for (int i = 0; i < passed; i++) {
            int reference = Leaf.reference(leaf, order, isForward ? before + i : before - 1 - i);
            found[count] = reference;
            count += entries.sequence(reference) <= maxSequence ? 1 : 0;
        }
        before += isForward ? passed : -passed;
        return count;
    }

    @Override
    void enterLeaf() {
        super.enterLeaf();
        row = EntryArena.NONE;
    }

    /** Collects forward, newest version first: shows the first visible version of a row. */
    private int collectForward(int room) {
        int size = Leaf.size(order);
        int count = 0;
        while (before < size && count < room) {
            long prefix = Leaf.prefix(leaf, order, before);
            int reference = Leaf.reference(leaf, order, before++);
            if (entries.sequence(reference) <= maxSequence && !isOfRow(reference, prefix)) {
                row = reference;
                rowPrefix = prefix;
                found[count++] = reference;
            }
        }
        if (before == size && Leaf.continues(leaf) && isOfRow(Leaf.reference(leaf, order, size - 1), rowPrefix)) {
            int passed = row;
            descendBehind(entries.keyArray(passed), entries.keyOffset(passed), entries.keyLength(passed));
        }
        return count;
    }

    private boolean isOfRow(int reference, long prefix) {
        return row != EntryArena.NONE && prefix == rowPrefix && entries.haveSameKey(row, reference);
    }

    /** Collects in reverse, oldest version first: shows the last visible version of a row. */
    private int collectReverse(int room) {
        int count = 0;
        while (before > 0 && count < room) {
            long prefix = Leaf.prefix(leaf, order, before - 1);
            int oldest = Leaf.reference(leaf, order, before - 1);
            int newest = EntryArena.NONE;
            int reference = oldest;
            do {
                newest = entries.sequence(reference) <= maxSequence ? reference : newest;
                before--;
                reference = before > 0 && Leaf.prefix(leaf, order, before - 1) == prefix
                        ? Leaf.reference(leaf, order, before - 1)
                        : EntryArena.NONE;
            } while (reference != EntryArena.NONE && entries.haveSameKey(oldest, reference));
            boolean continues = before == 0 && path.beginsWithinKey();
            if (continues) {
                newest = toNewest(oldest);
            }
            if (newest != EntryArena.NONE) {
                found[count++] = newest;
            }
            if (continues) {
                return count;
            }
        }
        return count;
    }

    /** Descends before all versions of a row; returns the newest visible one, or none. */
    private int toNewest(int version) {
        byte[] key = entries.keyArray(version);
        int offset = entries.keyOffset(version);
        int length = entries.keyLength(version);
        descendBefore(key, offset, length);
        return tree.find(key, offset, length, maxSequence);
    }
}
