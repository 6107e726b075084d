package org.allidb.storage.engine.internal.value;

import java.time.Instant;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * The engine's {@link TableInfo}.
 *
 * @param properties what the table states
 * @param level its level
 * @param compacting whether a merge reads it
 */
public record TableInfoValue(TableProperties properties, int level, boolean compacting) implements TableInfo {

    @Override
    public long id() {
        return properties.tableId();
    }

    @Override
    public long fileBytes() {
        return properties.fileBytes();
    }

    @Override
    public long rows() {
        return properties.entries();
    }

    @Override
    public long tombstones() {
        return properties.tombstones() + properties.rangeTombstones();
    }

    @Override
    public String codec() {
        return properties.codec();
    }

    @Override
    public String format() {
        return properties.format();
    }

    @Override
    public Instant created() {
        return Instant.ofEpochMilli(properties.createdMillis());
    }
}
