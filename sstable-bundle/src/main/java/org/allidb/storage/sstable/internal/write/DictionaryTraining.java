package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.codec.DictionaryCodec;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.format.common.BoundCodecs;
import org.jspecify.annotations.Nullable;

/**
 * The training of a table's dictionary on its first pages. Three of four pages train it, and the others tell whether it saves more
 * than it takes: a dictionary fits the pages that it was made of better than those that follow. A codec that fails in any way is
 * reported, and the table gets no dictionary. Used by one thread.
 */
final class DictionaryTraining {

    /** How many times the bytes of a dictionary train it: more makes it hardly better, and takes longer. */
    private static final int SAMPLES = 32;
    /** The least of them for a smaller one. */
    private static final int LEAST_SAMPLES = 16;

    private static final int LEAST_PAGES = 8;
    private static final int LEAST_BYTES = 1024;
    /** One page of so many tries it. */
    private static final int TRIED = 4;

    private final DictionaryCodec codec;
    private final String name;
    private final int mostBytes;
    private final BlockCompressor plain;
    private final Codecs codecs;

    /**
     * Creates the training for a table.
     *
     * @param codec makes the dictionary
     * @param name the name by which it was found
     * @param mostBytes the most that the dictionary may have
     * @param plain compresses without a dictionary
     * @param codecs receives the failure of the codec
     */
    DictionaryTraining(DictionaryCodec codec, String name, int mostBytes, BlockCompressor plain, Codecs codecs) {
        this.codec = codec;
        this.name = name;
        this.mostBytes = mostBytes;
        this.plain = plain;
        this.codecs = codecs;
    }

    /** Returns how many bytes of pages it needs, if there are so many. */
    long bytes() {
        return (long) SAMPLES * mostBytes;
    }

    /** Trains a dictionary on the first pages of a table; returns null if it would not pay. */
    @Nullable
    TrainedDictionary train(List<byte[]> pages) {
        long bytes = pages.stream().mapToLong(page -> page.length).sum();
        int most = (int) Math.min(mostBytes, bytes / LEAST_SAMPLES);
        if (pages.size() < LEAST_PAGES || most < LEAST_BYTES) {
            return null;
        }
        BoundCodec bound = null;
        boolean pays = false;
        try {
            byte[] dictionary = codec.trainDictionary(samples(pages), most);
            check(dictionary, most);
            if (dictionary.length > 0) {
                bound = codec.withDictionary(dictionary.clone());
                if (bound == null) {
                    throw new IllegalStateException("it returned null for its own dictionary");
                }
                pays = saved(pages, bound) > dictionary.length + BlockTrailer.BYTES;
            }
            return bound != null && pays ? new TrainedDictionary(dictionary, bound) : null;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (CodecFailure e) {
            failed(e.what());
            return null;
        } catch (IOException | RuntimeException | Error e) {
            failed("failed to make a dictionary: " + e);
            return null;
        } finally {
            if (bound != null && !pays) {
                BoundCodecs.close(bound, name);
            }
        }
    }

    /** Reports that the codec failed with a dictionary. */
    void failed(String what) {
        codecs.failed(name, what + "; the table is written without a dictionary. Replace the codec");
    }

    /** Returns a compressor with a dictionary. */
    BlockCompressor compressor(BoundCodec bound) {
        return plain.withDictionary(bound);
    }

    /** Returns copies: what a codec does to them must not be written. */
    private static List<byte[]> samples(List<byte[]> pages) {
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            if (!isTried(i)) {
                samples.add(pages.get(i).clone());
            }
        }
        return samples;
    }

    private static boolean isTried(int page) {
        return page % TRIED == TRIED - 1;
    }

    private static void check(byte @Nullable [] dictionary, int most) {
        if (dictionary == null) {
            throw new IllegalStateException("it returned null");
        }
        if (dictionary.length > most) {
            throw new IllegalStateException(
                    "it made " + dictionary.length + " bytes; the most that was asked for is " + most);
        }
    }

    /** Returns how many bytes a dictionary saves in all pages, as those that are tried tell. */
    private long saved(List<byte[]> pages, BoundCodec bound) throws IOException {
        BlockCompressor with = compressor(bound);
        long saved = 0;
        int tried = 0;
        for (int i = 0; i < pages.size(); i++) {
            if (isTried(i)) {
                saved += plain.length(pages.get(i)) - with.length(pages.get(i));
                tried++;
            }
        }
        return saved * pages.size() / tried;
    }
}
