package org.allidb.storage.codec.zstd.internal;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import org.jspecify.annotations.Nullable;

/** A decoder of blocks, with contexts that are used again. Thread-safe. */
final class ZstdDecoder {

    private final Spares<ZstdDecompressCtx> contexts;
    private final @Nullable ZstdDictDecompress dictionary;

    /**
     * Creates a decoder.
     *
     * @param contexts lends contexts, none of which refers to a dictionary
     * @param dictionary its dictionary; null for none
     */
    ZstdDecoder(Spares<ZstdDecompressCtx> contexts, @Nullable ZstdDictDecompress dictionary) {
        this.contexts = contexts;
        this.dictionary = dictionary;
    }

    /** Restores a block. */
    void decompress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        ZstdDecompressCtx context = contexts.take();
        int restored;
        try {
            if (dictionary != null) {
                context.loadDict(dictionary);
            }
            restored = context.decompressByteArray(target, targetOffset, originalLength, source, sourceOffset, length);
        } catch (ZstdException e) {
            throw new IllegalArgumentException(
                    "these " + length + " bytes are no zstd frame" + (dictionary == null ? "" : " of this dictionary"),
                    e);
        } finally {
            if (dictionary != null) {
                // it cannot be closed while a context refers to it
                context.reset();
            }
            contexts.give(context);
        }
        if (restored != originalLength) {
            throw new IllegalArgumentException("these " + length + " bytes are no zstd frame of " + originalLength
                    + " bytes: " + restored + " bytes");
        }
    }
}
