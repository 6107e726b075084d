package org.allidb.storage.codec.zstd.internal;

import com.github.luben.zstd.ZstdDictTrainer;
import com.github.luben.zstd.ZstdException;
import java.util.List;

/** The trainer of zstd, {@code ZDICT_trainFromBuffer}. */
final class ZstdTrainer {

    private static final byte[] NONE = {};
    /** What zstd calls its least size of a dictionary, {@code ZDICT_DICTSIZE_MIN}. */
    private static final int LEAST_BYTES = 256;

    private ZstdTrainer() {}

    /** Trains a dictionary; returns an empty one if zstd makes none of the samples. */
    static byte[] train(List<byte[]> samples, int mostBytes, int level) {
        int bytes = samples.stream().mapToInt(sample -> sample.length).reduce(0, Math::addExact);
        if (bytes == 0 || mostBytes < LEAST_BYTES) {
            return NONE;
        }
        ZstdDictTrainer trainer = new ZstdDictTrainer(bytes, mostBytes, level);
        samples.forEach(trainer::addSample);
        try {
            return trainer.trainSamples();
        } catch (ZstdException e) {
            // too few samples, or nothing that they have in common
            return NONE;
        }
    }
}
