package org.allidb.storage.engine.internal.providers;

import java.io.IOException;
import java.util.function.Consumer;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.api.statistics.CacheStatistics;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * A table format whose readers and writers are known as its own, so that it is named when one of them hangs. As thread-safe as the
 * format.
 *
 * @param name the name of its provider
 * @param format the format
 * @param made receives what it makes
 */
record NotedTableFormat(String name, TableFormat format, Consumer<Object> made) implements TableFormat {

    @Override
    public TableWriter create(Vfs files, String file, TableSpec spec) throws IOException {
        TableWriter writer = format.create(files, file, spec);
        made.accept(writer);
        return new CheckedWriter(writer, name, spec.tableId());
    }

    /** A writer whose last word is checked. */
    private record CheckedWriter(TableWriter writer, String name, long tableId) implements TableWriter {

        @Override
        public void add(EntryRun run, int from, int to) throws IOException {
            writer.add(run, from, to);
        }

        @Override
        public void addRangeTombstones(RangeTombstoneSet tombstones) {
            writer.addRangeTombstones(tombstones);
        }

        @Override
        public long fileBytes() {
            return writer.fileBytes();
        }

        @Override
        public TableProperties finish() throws IOException {
            TableProperties properties = writer.finish();
            if (properties == null || properties.tableId() != tableId) {
                throw new IOException(
                        "sstable '" + name + "' (" + writer.getClass().getName()
                                + ") does not say what it wrote to table " + tableId + ", but "
                                + (properties == null ? "null" : "table " + properties.tableId())
                                + "; the table is not used. Replace the table format");
            }
            return properties;
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    @Override
    public TableReader open(Vfs files, String file, long tenantGeneration, long tableId) throws IOException {
        TableReader reader = format.open(files, file, tenantGeneration, tableId);
        made.accept(reader);
        return reader;
    }

    @Override
    public void reconfigure(TableOptions options) {
        format.reconfigure(options);
    }

    @Override
    public void codecChanged(String codec) {
        format.codecChanged(codec);
    }

    @Override
    public CacheStatistics cacheStatistics() {
        return format.cacheStatistics();
    }

    @Override
    public void close() {
        format.close();
    }
}
