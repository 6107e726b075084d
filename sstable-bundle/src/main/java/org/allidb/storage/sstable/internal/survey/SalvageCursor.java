package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.jspecify.annotations.Nullable;

/** A cursor over the intact entries of a damaged table. Used by one thread. */
final class SalvageCursor implements RunCursor {

    private final SurveyedTable table;
    private @Nullable EntryBlock block;
    private int nextBlock;
    private int next;

    SalvageCursor(SurveyedTable table) {
        this.table = table;
    }

    @Override
    public void seek(byte[] key, int offset, int length) {
        throw new UnsupportedOperationException("a damaged table is only read from front to back");
    }

    @Override
    public int fill(EntryRun run, int limit) throws IOException {
        run.clear();
        while (run.size() < limit) {
            EntryBlock in = block;
            if (in == null || next >= in.count()) {
                if (nextBlock >= table.blocks()) {
                    break;
                }
                block = table.isDamaged(nextBlock) ? null : table.load(nextBlock);
                nextBlock++;
                next = 0;
                continue;
            }
            table.addTo(run, in, next++);
        }
        return run.size();
    }

    @Override
    public void close() {
        block = null;
        nextBlock = table.blocks();
    }
}
