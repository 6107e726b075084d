package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BoundCodecs;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a table that is compressed. If it may get a dictionary, the first pages wait in memory until that is trained. If the codec
 * fails at a page with the dictionary, this page and all that follow are compressed without. Used by one thread.
 */
final class CompressedPages {

    private static final byte[] NOTHING = {};

    private final TableOutput output;
    private final BlockIndex index;
    private final BlockCompressor plain;
    private final @Nullable DictionaryTraining training;
    private final List<Waiting> waiting = new ArrayList<>();
    private long waitingBytes;
    private boolean trained;
    private @Nullable TrainedDictionary dictionary;
    /** Null before the training, if there is no dictionary, and after the codec has failed with it. */
    private @Nullable BlockCompressor withDictionary;

    /** A page that waits, and the last key in it. */
    private record Waiting(byte[] lastKey, byte[] page) {}

    /**
     * Creates the pages of a table.
     *
     * @param plain compresses without a dictionary
     * @param training trains the dictionary; null if the version of the table has none
     */
    CompressedPages(
            TableOutput output, BlockIndex index, BlockCompressor plain, @Nullable DictionaryTraining training) {
        this.output = output;
        this.index = index;
        this.plain = plain;
        this.training = training;
        this.trained = training == null;
    }

    /** Adds a page, which belongs to this object from now on. */
    void add(byte[] lastKey, byte[] page) throws IOException {
        DictionaryTraining trainer = training;
        if (trained || trainer == null) {
            write(lastKey, page);
            return;
        }
        waiting.add(new Waiting(lastKey, page));
        waitingBytes += page.length;
        if (waitingBytes >= trainer.bytes()) {
            train(trainer);
        }
    }

    /** Writes the pages that wait. */
    void finish() throws IOException {
        DictionaryTraining trainer = training;
        if (!trained && trainer != null) {
            train(trainer);
        }
    }

    /** Returns the bytes of the pages that wait. */
    long buffered() {
        return waitingBytes;
    }

    /** Returns the dictionary, which is empty if the table has none; null if its version has no place for one. */
    byte @Nullable [] dictionary() {
        TrainedDictionary made = dictionary;
        return training == null ? null : made == null ? NOTHING : made.bytes();
    }

    /** Releases the dictionary. */
    void close() {
        TrainedDictionary made = dictionary;
        if (made != null) {
            BoundCodecs.close(made.codec(), plain.name());
        }
    }

    private void train(DictionaryTraining trainer) throws IOException {
        trained = true;
        TrainedDictionary made =
                trainer.train(waiting.stream().map(Waiting::page).toList());
        if (made != null) {
            dictionary = made;
            withDictionary = trainer.compressor(made.codec());
        }
        for (Waiting page : waiting) {
            write(page.lastKey(), page.page());
        }
        waiting.clear();
        waitingBytes = 0;
    }

    private void write(byte[] lastKey, byte[] page) throws IOException {
        index.add(lastKey, compressed(page));
    }

    private BlockHandle compressed(byte[] page) throws IOException {
        BlockCompressor compressor = withDictionary;
        if (compressor != null && training != null) {
            try {
                return output.compressed(page, compressor);
            } catch (CodecFailure e) {
                withDictionary = null;
                training.failed(e.what());
            }
        }
        return output.compressed(page, plain);
    }
}
