package org.allidb.storage.engine.internal.version;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.engine.internal.value.TableInfoValue;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.entry.KeyRange;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * A live table: its properties, its level, and its reader once it is needed. Versions hold references to it; when the last
 * one is released, the reader is closed, and the file deleted if the table is obsolete. Thread-safe.
 */
public final class TableHandle {

    private final TableFiles files;
    private final TableProperties properties;
    private final int level;
    private final AtomicInteger references = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final LongAdder scans = new LongAdder();

    @GuardedBy("this")
    private final List<TableReader> retired = new ArrayList<>();
    /** Written under the monitor. */
    private volatile @Nullable TableReader reader;

    private volatile boolean removed;
    private volatile boolean damaged;
    private volatile @Nullable Long unreadableUntil;

    TableHandle(TableFiles files, TableProperties properties, int level) {
        this.files = files;
        this.properties = properties;
        this.level = level;
    }

    /** Returns the properties that the table states. */
    public TableProperties properties() {
        return properties;
    }

    /** Returns the range of its keys, those of range tombstones too. */
    public KeyRange keys() {
        return properties.keys();
    }

    /** Returns the number of the table. */
    public long id() {
        return properties.tableId();
    }

    /** Returns the level of the table. */
    public int level() {
        return level;
    }

    /** Returns the name of the table file. */
    public String file() {
        return files.name(id());
    }

    /** Returns the reader, opened at the first call. */
    public TableReader reader() throws IOException {
        TableReader open = reader;
        return open != null ? open : openReader();
    }

    /** Returns a reader that has read nothing yet; the caller closes it, and keeps the table meanwhile. */
    public TableReader openAnew() throws IOException {
        return files.open(properties);
    }

    /** Marks the table as an input of a task. */
    public boolean tryClaim() {
        return busy.compareAndSet(false, true);
    }

    /** Ends the task's claim. */
    public void releaseClaim() {
        busy.set(false);
    }

    /** Notes that a scan opened this table and others. */
    public void scannedWithOthers() {
        scans.increment();
    }

    /** Returns what a strategy sees of the table. */
    public TableSummary summary() {
        return TableSummary.of(properties, level, busy.get()).withScans(scans.sum());
    }

    /** Returns the table as callers see it. */
    public TableInfo info() {
        return new TableInfoValue(properties, level, busy.get());
    }

    /** Marks the table as damaged: merges leave it out until it is found sound or the tenant is opened again. */
    public void markDamaged() {
        damaged = true;
    }

    /** Marks the table as unreadable for another reason: merges leave it out until a moment on the monotonic clock. */
    public void markUnreadable(long untilNanos) {
        unreadableUntil = untilNanos;
    }

    /** Marks the table as sound: all of it was read and is as it should be. */
    public void markSound() {
        damaged = false;
        unreadableUntil = null;
    }

    /** Returns whether it was found damaged. */
    public boolean isDamaged() {
        return damaged;
    }

    /** Returns whether merges leave it alone: they would fail, and others would wait for them. */
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

    /** Marks the table as obsolete: its file is deleted when the last version that holds it is released. Called before that. */
    void markRemoved() {
        files.held(properties.fileBytes());
        removed = true;
    }

    /** Returns whether the table is obsolete: no later version has it. */
    public boolean isRemoved() {
        return removed;
    }

    private synchronized TableReader openReader() throws IOException {
        TableReader open = reader;
        if (open == null) {
            open = files.open(properties);
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
