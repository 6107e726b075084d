package org.allidb.storage.engine.internal.version;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.engine.internal.value.TableInfoValue;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * A live table: its properties, its level, and its reader once somebody needs it. Counted by the versions that hold it;
 * when the last one lets go, the reader is closed, and the file deleted if the table was removed. Thread-safe.
 */
public final class TableHandle {

    private final TableFiles files;
    private final TableProperties properties;
    private final int level;
    private final AtomicInteger references = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final List<TableReader> retired = new ArrayList<>();
    private volatile @Nullable TableReader reader;
    private volatile boolean removed;
    private volatile boolean damaged;
    private volatile @Nullable Long unreadableUntil;

    TableHandle(TableFiles files, TableProperties properties, int level) {
        this.files = files;
        this.properties = properties;
        this.level = level;
    }

    /** What the table says of itself. */
    public TableProperties properties() {
        return properties;
    }

    /** Its number. */
    public long id() {
        return properties.tableId();
    }

    /** Its level. */
    public int level() {
        return level;
    }

    /** Its file. */
    public String file() {
        return files.name(id());
    }

    /** The reader, opened at the first call. */
    public TableReader reader() throws IOException {
        TableReader open = reader;
        return open != null ? open : openReader();
    }

    /** A reader that has read nothing yet; the caller closes it, and keeps the table meanwhile. */
    public TableReader openAnew() throws IOException {
        return files.open(id());
    }

    /** Marks the table as an input of a task. */
    public boolean tryClaim() {
        return busy.compareAndSet(false, true);
    }

    /** Ends the task's claim. */
    public void releaseClaim() {
        busy.set(false);
    }

    /** What a strategy sees of the table. */
    public TableSummary summary() {
        return TableSummary.of(properties, level, busy.get());
    }

    /** What callers are told of the table. */
    public TableInfo info() {
        return new TableInfoValue(
                id(),
                level,
                properties.fileBytes(),
                properties.entries(),
                properties.tombstones() + properties.rangeTombstones(),
                properties.codec(),
                properties.format(),
                Instant.ofEpochMilli(properties.createdMillis()),
                busy.get());
    }

    /** It was found damaged: no merge is to have it, until it is found sound or opened anew. */
    public void markDamaged() {
        damaged = true;
    }

    /** It could not be read for another reason: no merge is to have it until a moment on the monotonic clock. */
    public void markUnreadable(long untilNanos) {
        unreadableUntil = untilNanos;
    }

    /** All of it was read and is as it should be. */
    public void markSound() {
        damaged = false;
        unreadableUntil = null;
    }

    /** Whether it was found damaged. */
    public boolean isDamaged() {
        return damaged;
    }

    /** Whether merges leave it alone: they would fail, and others would wait for them. */
    public boolean isSetAside(long nowNanos) {
        Long until = unreadableUntil;
        return damaged || until != null && until - nowNanos > 0;
    }

    /** Lets the next reader be opened by the table format that is in use then; running reads end on the old one. */
    public synchronized void retireReader() {
        TableReader open = reader;
        if (open != null) {
            retired.add(open);
            reader = null;
        }
    }

    void retain() {
        references.incrementAndGet();
    }

    void release() {
        if (references.decrementAndGet() == 0) {
            close();
        }
    }

    /** The table is in no later version: its file goes when the last version that holds it goes. Before that. */
    void markRemoved() {
        files.held(properties.fileBytes());
        removed = true;
    }

    /** Whether it is in no later version. */
    public boolean isRemoved() {
        return removed;
    }

    private synchronized TableReader openReader() throws IOException {
        TableReader open = reader;
        if (open == null) {
            open = files.open(id());
            reader = open;
        }
        return open;
    }

    private synchronized void close() {
        retireReader();
        retired.forEach(TableReader::close);
        retired.clear();
        if (removed) {
            files.deleteRemoved(id());
            files.held(-properties.fileBytes());
        }
    }
}
