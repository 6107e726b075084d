package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.StoreClosedException;
import org.jspecify.annotations.Nullable;

/** Reads rows one after the other; keeps the sources of the last one for as long as views of it may be used. */
final class PointReader implements RowReader {

    private final ReadContext context;
    private final StoreView view;
    private final KeyLookup lookup = new KeyLookup();
    private @Nullable ReadState state;
    private boolean found;
    private boolean closed;

    PointReader(ReadContext context, StoreView view) {
        this.context = context;
        this.view = view;
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
            throw context.error("a read", e.getCause());
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
        closed = true;
        letGo();
    }

    private boolean find() {
        letGo();
        ReadState sources = context.acquire();
        state = sources;
        try {
            sources.find(lookup.key(), sources.readable(view.readSequence()), lookup.result());
        } catch (IOException | ComponentMissingException e) {
            letGo();
            throw context.error("a read", e);
        }
        found = lookup.result().isLive(context.nowMillis());
        return found;
    }

    private void letGo() {
        found = false;
        lookup.result().reset();
        ReadState held = state;
        if (held != null) {
            state = null;
            held.release();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("this reader is closed; open another one");
        }
    }

    private void checkFound() {
        checkOpen();
        if (!found) {
            throw new IllegalStateException("there is no row; find must have returned true");
        }
    }
}
