package org.allidb.storage.codec.zstd.internal;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.allidb.storage.spi.codec.BoundCodec;
import org.jspecify.annotations.Nullable;

/**
 * Zstandard with a dictionary. What compresses is made of it when it is needed first: a table that is read never needs it.
 */
final class ZstdBoundCodec implements BoundCodec {

    private final String name;
    private final int level;
    private final byte[] dictionary;
    private final ZstdDictDecompress decompression;
    private final ZstdDecoder decoder;
    /** One table is written by one thread. */
    private final Spares<ZstdCompressCtx> encoders;
    /** Null until a block is compressed. */
    private final AtomicReference<@Nullable ZstdDictCompress> compression = new AtomicReference<>();

    ZstdBoundCodec(String name, int level, byte[] dictionary, ZstdContexts contexts) {
        this.name = name;
        this.level = level;
        this.dictionary = dictionary;
        this.decompression = made(() -> new ZstdDictDecompress(dictionary));
        this.decoder = contexts.decoder(decompression);
        this.encoders = new Spares<>(1, ZstdCompressCtx::new);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int maxCompressedLength(int length) {
        return ZstdBlocks.maxCompressedLength(length);
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        ZstdCompressCtx context = encoders.take();
        try {
            context.loadDict(compression());
            return context.compressByteArray(
                    target, targetOffset, target.length - targetOffset, source, sourceOffset, length);
        } finally {
            encoders.give(context);
        }
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        decoder.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
    }

    @Override
    public void close() {
        encoders.close();
        decompression.close();
        ZstdDictCompress made = compression.get();
        if (made != null) {
            made.close();
        }
    }

    /** Makes something of the dictionary; zstd-jni throws what it throws for a closed object too. */
    private static <T> T made(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("these bytes are no dictionary of zstd", e);
        }
    }

    private ZstdDictCompress compression() {
        ZstdDictCompress known = compression.get();
        if (known != null) {
            return known;
        }
        ZstdDictCompress made = made(() -> new ZstdDictCompress(dictionary, level));
        if (compression.compareAndSet(null, made)) {
            return made;
        }
        made.close();
        return Objects.requireNonNull(compression.get());
    }
}
