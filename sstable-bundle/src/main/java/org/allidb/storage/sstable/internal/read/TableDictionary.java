package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.codec.DictionaryCodec;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary of a table. It is read at the first block that needs it, and is not kept: the codec is bound to it, until the codec is
 * replaced, the memory is needed, or the table is closed. Thread-safe; neither codec nor disk is called under a lock.
 */
final class TableDictionary {

    /** Reads the dictionary from the file and checks it. */
    @FunctionalInterface
    interface Source {

        /** Returns its bytes. */
        byte[] read() throws IOException;
    }

    private final Codecs codecs;
    private final DictionaryBindings bindings;
    private final String table;
    private final Source source;
    private final AtomicReference<@Nullable DictionaryBinding> current = new AtomicReference<>();
    private volatile boolean closed;

    /**
     * Creates the dictionary of a table.
     *
     * @param codecs finds the codec, at each block
     * @param bindings bounds what is bound
     * @param table the name of the file, for messages
     * @param source reads the dictionary
     */
    TableDictionary(Codecs codecs, DictionaryBindings bindings, String table, Source source) {
        this.codecs = codecs;
        this.bindings = bindings;
        this.table = table;
        this.source = source;
    }

    /**
     * Decompresses a block.
     *
     * @param name the codec of the table
     * @param stored the compressed bytes
     * @param raw receives the block, which has its length
     * @throws ComponentMissingException if the codec is not installed, or is one that knows no dictionaries
     * @throws IOException if the dictionary cannot be read, or is damaged
     */
    void decompress(String name, byte[] stored, byte[] raw) throws IOException {
        DictionaryCodec codec = require(name);
        DictionaryBinding binding = enter(codec, name);
        try {
            binding.bound().decompress(stored, 0, stored.length, raw, 0, raw.length);
        } finally {
            binding.leave();
        }
    }

    /** Releases what is bound; what reads still use is released when they end. */
    void close() {
        closed = true;
        retire(current.get());
    }

    private DictionaryCodec require(String name) {
        Codec codec = codecs.codec(name);
        if (codec instanceof DictionaryCodec able) {
            return able;
        }
        throw new ComponentMissingException(
                "codec",
                name,
                "the codec '" + name + "' that is installed ("
                        + codec.getClass().getName()
                        + ") knows no dictionaries, and the table " + table
                        + " has one; install the codec that wrote it. The table is not changed");
    }

    private DictionaryBinding enter(DictionaryCodec codec, String name) throws IOException {
        while (true) {
            DictionaryBinding now = current.get();
            if (now != null && now.isOf(codec) && now.enter()) {
                return now;
            }
            DictionaryBinding made = bind(codec, name);
            made.enter();
            bindings.add(made);
            if (current.compareAndSet(now, made)) {
                retire(now);
                if (closed || !isInstalled(codec, name)) {
                    // neither the close nor the change of the codec has seen it
                    retire(made);
                }
                return made;
            }
            // another read was faster
            made.leave();
            retire(made);
        }
    }

    private DictionaryBinding bind(DictionaryCodec codec, String name) throws IOException {
        byte[] dictionary = source.read();
        int length = dictionary.length;
        BoundCodec bound = codec.withDictionary(dictionary);
        if (bound == null) {
            throw new IllegalStateException("it returned null for a dictionary");
        }
        return new DictionaryBinding(current, codec, name, bound, length);
    }

    private boolean isInstalled(DictionaryCodec codec, String name) {
        try {
            return codecs.codec(name) == codec;
        } catch (ComponentMissingException e) {
            return false;
        }
    }

    private void retire(@Nullable DictionaryBinding binding) {
        if (binding != null) {
            bindings.retire(binding);
        }
    }
}
