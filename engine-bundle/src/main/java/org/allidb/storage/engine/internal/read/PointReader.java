package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows one after the other. If the value of the last one lies in a mapping, its tables are kept for as long as
 * views of it may be used. Of memtables nothing is kept but the array that the value is in.
 */
final class PointReader implements RowReader {

    private final ReadContext context;
    private final StoreView view;
    private final KeyLookup lookup = new KeyLookup();
    private final KeptTables tables = new KeptTables();
    private LeakWatch.@Nullable Opened origin;
    private boolean found;
    private boolean closed;

    private PointReader(ReadContext context, StoreView view) {
        this.context = context;
        this.view = view;
    }

    /** Opens a reader. */
    static PointReader open(ReadContext context, StoreView view) {
        PointReader reader = new PointReader(context, view);
        OpenReads reads = context.reads();
        KeptTables tables = reader.tables;
        reads.add(tables);
        reader.origin = context.leaks().opened(reader, LeakWatch.What.READER, context.id(), () -> tables.close(reads));
        return reader;
    }

    @Override
    public boolean find(byte[] entity) {
        checkOpen();
        view.begin(1);
        lookup.keyOf(entity);
        return find();
    }

    @Override
    public boolean find(RowKey key) {
        checkOpen();
        view.begin(1);
        lookup.keyOf(key);
        return find();
    }

    @Override
    public MemorySegment value() {
        checkFound();
        return lookup.result().value();
    }

    @Override
    public int valueLength() {
        checkFound();
        return lookup.result().valueLength();
    }

    @Override
    public void copyValue(byte[] target, int offset) {
        checkFound();
        try {
            lookup.result().copyValue(target, offset);
        } catch (UncheckedIOException e) {
            throw tables.isEndedByPlatform()
                    ? tables.ended()
                    : context.error("a read", Objects.requireNonNull(e.getCause()));
        } catch (IllegalStateException e) {
            // a table is unmapped beside the copy only if the platform ends this
            throw tables.isEndedByPlatform() ? tables.ended() : e;
        }
    }

    @Override
    public long timestamp() {
        checkFound();
        return lookup.result().timestamp();
    }

    @Override
    public long sequence() {
        checkFound();
        return lookup.result().sequence();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LeakWatch.closed(origin);
            forget();
            tables.close(context.reads());
        }
    }

    private boolean find() {
        forget();
        ReadState sources = context.acquire();
        try {
            sources.find(lookup.key(), sources.readable(view.readSequence()), lookup.result());
            found = lookup.result().isLive(context.nowMillis());
            if (found) {
                context.found(lookup.foundBytes());
                if (lookup.result().isMapped()) {
                    tables.keep(sources.version());
                }
            }
            return found;
        } catch (IOException | ComponentMissingException e) {
            forget();
            throw context.error("a read", e);
        } finally {
            sources.release();
        }
    }

    private void forget() {
        found = false;
        lookup.result().reset();
        tables.drop();
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("this reader is closed; open another one");
        }
        if (tables.isEndedByPlatform()) {
            throw tables.ended();
        }
    }

    private void checkFound() {
        checkOpen();
        if (!found) {
            throw new IllegalStateException("there is no row; find must have returned true");
        }
    }
}
