package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.jspecify.annotations.Nullable;

/** Walks from leaf to leaf; in each it sees the order of the moment when it came. */
final class TreeCursor implements RunCursor {

    private final EntryTree tree;
    private final EntryArena arena;
    private final boolean forward;
    private final long maxSequence;
    private final Target target = new Target();
    private @Nullable Leaf leaf;
    private long order;
    /** Rank of the entry that comes next. */
    private int rank;

    private boolean started;

    TreeCursor(EntryTree tree, EntryArena arena, ScanDirection direction, long maxSequence) {
        this.tree = tree;
        this.arena = arena;
        this.forward = direction == ScanDirection.FORWARD;
        this.maxSequence = maxSequence;
    }

    @Override
    public void seek(byte[] key, int offset, int length) {
        started = true;
        target.before(key.clone(), offset, length);
        enter(tree.find(target, forward), true);
    }

    @Override
    public int fill(EntryRun run, int limit) {
        run.clear();
        if (!started) {
            started = true;
            enter(tree.edge(forward), false);
        }
        while (leaf != null && run.size() < limit) {
            if (forward ? rank >= Leaf.count(order) : rank < 0) {
                nextLeaf(leaf);
            } else {
                add(run, leaf.entry(order, rank));
                rank += forward ? 1 : -1;
            }
        }
        return run.size();
    }

    @Override
    public void close() {
        leaf = null;
    }

    private void nextLeaf(Leaf done) {
        long fence = forward ? done.highFence : done.lowFence;
        if (fence == 0) {
            leaf = null;
        } else {
            target.of(arena, fence);
            enter(tree.find(target, forward), true);
        }
    }

    private void enter(@Nullable Leaf entered, boolean atTarget) {
        leaf = entered;
        if (entered != null) {
            order = entered.order();
            if (atTarget) {
                rank = entered.rankOf(target, order) - (forward ? 0 : 1);
            } else {
                rank = forward ? 0 : Leaf.count(order) - 1;
            }
        }
    }

    private void add(EntryRun run, long entry) {
        byte[] chunk = arena.chunk(entry);
        int at = EntryArena.at(entry);
        long sequence = EntryArena.sequence(chunk, at);
        if (sequence > maxSequence) {
            return;
        }
        int keyLength = EntryArena.keyLength(chunk, at);
        int start = run.reserveKey(keyLength);
        System.arraycopy(chunk, EntryArena.keyOffset(at), run.keys(), start, keyLength);
        run.add(
                EntryArena.type(chunk, at),
                EntryArena.timestamp(chunk, at),
                sequence,
                EntryArena.expiresAt(chunk, at),
                chunk,
                EntryArena.valueOffset(chunk, at),
                EntryArena.valueLength(chunk, at));
    }
}
