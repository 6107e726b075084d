package org.allidb.storage.codec.lz4.osgi;

import org.allidb.storage.codec.lz4.internal.Lz4Codec;
import org.allidb.storage.spi.codec.Codec;
import org.osgi.service.component.annotations.Component;

/** The codec as a service. */
@Component(service = Codec.class)
public final class Lz4CodecComponent implements Codec {

    private final Lz4Codec codec = new Lz4Codec();

    /** Called by the container. */
    public Lz4CodecComponent() {}

    @Override
    public String name() {
        return codec.name();
    }

    @Override
    public int maxCompressedLength(int length) {
        return codec.maxCompressedLength(length);
    }

    @Override
    public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
        return codec.compress(source, sourceOffset, length, target, targetOffset);
    }

    @Override
    public void decompress(
            byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
        codec.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
    }
}
