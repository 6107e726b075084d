package org.allidb.storage.codec.zstd.internal;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictDecompress;

/** The contexts of a codec that wait for blocks to decompress, outside of the heap. Thread-safe. */
final class ZstdContexts {

    /** A context has about 150 KB; more threads than these make one for each block. */
    private static final int MOST_SPARES = 8;

    private final Spares<ZstdDecompressCtx> spares = new Spares<>(MOST_SPARES, ZstdDecompressCtx::new);
    private final ZstdDecoder decoder = new ZstdDecoder(spares, null);

    /** Returns the decoder of blocks without a dictionary. */
    ZstdDecoder decoder() {
        return decoder;
    }

    /** Returns a decoder of blocks with a dictionary. */
    ZstdDecoder decoder(ZstdDictDecompress dictionary) {
        return new ZstdDecoder(spares, dictionary);
    }

    /** Releases all that wait; from now on each block has a context of its own. */
    void close() {
        spares.close();
    }
}
