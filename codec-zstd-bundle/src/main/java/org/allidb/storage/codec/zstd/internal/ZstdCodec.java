package org.allidb.storage.codec.zstd.internal;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.spi.codec.BoundCodec;
import org.allidb.storage.spi.codec.DictionaryCodec;
import org.jspecify.annotations.Nullable;

/**
 * A codec of Zstandard, at level 3 unless its name says another one. Its dictionaries are those that zstd's own trainer makes.
 * Nothing of zstd-jni is loaded before a block is compressed or decompressed, or a dictionary trained; this class mentions none of its
 * types, so that the codec can be found without it.
 */
public class ZstdCodec implements DictionaryCodec {

    private static final String NAME = "zstd";
    private static final int USUAL_LEVEL = 3;

    private final String name;
    private final int level;
    /** Made at the first block, because zstd-jni may be missing. */
    private final AtomicReference<@Nullable ZstdContexts> contexts = new AtomicReference<>();

    private volatile boolean released;

    /** Creates the codec. */
    public ZstdCodec() {
        this(NAME, USUAL_LEVEL);
    }

    private ZstdCodec(String name, int level) {
        this.name = name;
        this.level = level;
    }

    /**
     * Creates a codec of another level, which its name has.
     *
     * @param level of zstd, from 1 to 22
     */
    protected ZstdCodec(int level) {
        this(NAME + "-" + level, level);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int maxCompressedLength(int length) {
        try {
            return ZstdBlocks.maxCompressedLength(length);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        try {
            return ZstdBlocks.compress(level, source, sourceOffset, length, target, targetOffset);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        try {
            contexts().decoder().decompress(source, sourceOffset, length, target, targetOffset, originalLength);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    @Override
    public byte[] trainDictionary(List<byte[]> samples, int mostBytes) {
        try {
            return ZstdTrainer.train(samples, mostBytes, level);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    @Override
    public BoundCodec withDictionary(byte[] dictionary) {
        try {
            return new ZstdBoundCodec(name, level, dictionary, contexts());
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    /** Releases what waits outside of the heap. The codec can be used after that, and is slower. */
    protected final void release() {
        released = true;
        ZstdContexts made = contexts.get();
        if (made != null) {
            made.close();
        }
    }

    private ZstdContexts contexts() {
        ZstdContexts made = contexts.get();
        if (made == null) {
            ZstdContexts first = new ZstdContexts();
            made = contexts.compareAndSet(null, first) ? first : Objects.requireNonNull(contexts.get());
            if (released) {
                made.close();
            }
        }
        return made;
    }

    private ComponentMissingException missing(LinkageError e) {
        return new ComponentMissingException(
                "codec",
                name,
                "the codec '" + name + "' cannot work without the library zstd-jni, which cannot be loaded (" + e
                        + "); add com.github.luben:zstd-jni to the class path, module path or container, for this"
                        + " system");
    }
}
