package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableWriter;
import org.jspecify.annotations.Nullable;

/**
 * Rows in order, which go into tables as they come. All have one timestamp and one sequence. So of several rows with one key
 * only the last may be written, and one row is held back until the next key. Used by one thread at a time.
 */
final class SortedRows implements LoadedRows {

    private static final Logger LOG = System.getLogger(SortedRows.class.getName());

    private final VersionSet versions;
    private final StorageClock clock;
    private final Supplier<StorageConfiguration> configuration;
    private final long timestamp;
    private final long sequence;
    private final EntryRun run = new EntryRun();
    private final List<TableProperties> tables = new ArrayList<>();
    private final List<Long> begun = new ArrayList<>();
    private @Nullable TableWriter writer;

    /** The array that the held row is in. */
    private byte[] held = {};

    private byte[] ownBytes = new byte[256];
    private int keyOffset;
    /** The length of the held row's key, -1 if there is no such row. */
    private int keyLength = -1;

    private int valueLength;
    private long expiresAt;

    /**
     * Begins without a file.
     *
     * @param timestamp the timestamp of all rows
     * @param sequence the sequence of all rows
     */
    SortedRows(
            VersionSet versions,
            StorageClock clock,
            Supplier<StorageConfiguration> configuration,
            long timestamp,
            long sequence) {
        this.versions = versions;
        this.clock = clock;
        this.configuration = configuration;
        this.timestamp = timestamp;
        this.sequence = sequence;
    }

    @Override
    public void add(EntryBatch batch) throws IOException {
        byte[] bytes = batch.bytes();
        EntryBatchReader entry = batch.reader();
        while (entry.next()) {
            if (keyLength >= 0 && !isHeld(bytes, entry.keyOffset(), entry.keyLength())) {
                passHeld();
            }
            held = bytes;
            keyOffset = entry.keyOffset();
            keyLength = entry.keyLength();
            valueLength = entry.valueLength();
            expiresAt = entry.expiresAt();
        }
        writeRun();
        keepHeld();
    }

    @Override
    public List<TableProperties> finish() throws IOException {
        if (keyLength >= 0) {
            passHeld();
            keyLength = -1;
        }
        writeRun();
        endTable();
        return tables;
    }

    @Override
    public long lastSequence() {
        return sequence;
    }

    @Override
    public void discard() {
        TableWriter open = writer;
        writer = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.DEBUG, "a table of a bulk load could not be removed by its writer", e);
            }
        }
        begun.forEach(versions::discard);
        begun.clear();
        run.release();
    }

    private boolean isHeld(byte[] bytes, int offset, int length) {
        return length == keyLength
                && Arrays.equals(held, keyOffset, keyOffset + keyLength, bytes, offset, offset + length);
    }

    private void passHeld() throws IOException {
        run.key(held, keyOffset, keyLength)
                .version(EntryType.PUT, timestamp, sequence, expiresAt)
                .add(held, keyOffset + keyLength, valueLength);
        if (run.size() == EntryRun.CAPACITY) {
            writeRun();
        }
    }

    /** Copies the held row, whose array is used again. */
    private void keepHeld() {
        if (keyLength < 0 || held == ownBytes) {
            return;
        }
        int length = keyLength + valueLength;
        if (ownBytes.length < length) {
            ownBytes = new byte[length];
        }
        System.arraycopy(held, keyOffset, ownBytes, 0, length);
        held = ownBytes;
        keyOffset = 0;
    }

    private void writeRun() throws IOException {
        if (run.size() == 0) {
            return;
        }
        TableWriter open = writer;
        if (open != null && open.fileBytes() >= configuration.get().compaction().targetFileBytes()) {
            endTable();
            open = null;
        }
        if (open == null) {
            open = beginTable();
        }
        open.add(run, 0, run.size());
        run.clear();
    }

    private TableWriter beginTable() throws IOException {
        long id = versions.newTableId();
        begun.add(id);
        TableWriter open = versions.tableFiles()
                .create(id, configuration.get().sstable().codec(), clock.wallMillis(), TableFiles.Space.QUOTA);
        writer = open;
        return open;
    }

    private void endTable() throws IOException {
        TableWriter open = writer;
        if (open != null) {
            tables.add(open.finish());
            writer = null;
            open.close();
        }
    }
}
