package org.allidb.storage.codec.zstd.osgi;

import org.allidb.storage.codec.zstd.internal.ZstdCodec;
import org.allidb.storage.spi.codec.Codec;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The codec {@code zstd} as a service. */
@Component(service = Codec.class)
public final class ZstdCodecComponent extends ZstdCodec {

    /** Releases what waits outside of the heap. */
    @Deactivate
    void deactivate() {
        release();
    }
}
