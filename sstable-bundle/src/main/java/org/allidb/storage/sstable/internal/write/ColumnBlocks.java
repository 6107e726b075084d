package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.v1.DataBlockBuilder;
import org.jspecify.annotations.Nullable;

/** The data blocks of version 1. */
final class ColumnBlocks implements EntryBlocks {

    private final TableOptions options;
    private final TableOutput output;
    private final ExtentWriter extents;
    private final BlockIndex index;
    private final BlockCompressor compressor;
    private final DataBlockBuilder block = new DataBlockBuilder();

    ColumnBlocks(
            TableOptions options,
            TableOutput output,
            ExtentWriter extents,
            BlockIndex index,
            BlockCompressor compressor) {
        this.options = options;
        this.output = output;
        this.extents = extents;
        this.index = index;
        this.compressor = compressor;
    }

    @Override
    public void add(EntryRun run, int i, long hash, boolean newest) throws IOException {
        int valueLength = run.valueLength(i);
        byte type = run.type(i);
        block.key(run.keys(), run.keyOffset(i), run.keyLength(i))
                .version(type, run.timestamp(i), run.sequence(i), run.expiresAt(i));
        if (type == EntryType.PUT && valueLength >= options.largeValueBytes()) {
            int at = extents.add(run, i, valueLength);
            block.inExtent(extents.current(), at, valueLength);
        } else {
            byte[] target = block.reserveValue(valueLength);
            run.copyValue(i, target, block.valueStart());
            block.inline(valueLength);
        }
        if (block.estimatedBytes() >= options.blockBytes()) {
            finish();
        }
    }

    @Override
    public void finish() throws IOException {
        if (block.count() > 0) {
            byte[] lastKey = block.lastKey();
            index.add(lastKey, output.compressed(block.build(0), compressor));
            block.clear();
        }
    }

    @Override
    public @Nullable PageFields writeFields() {
        return null;
    }

    @Override
    public long buffered() {
        return block.estimatedBytes();
    }
}
