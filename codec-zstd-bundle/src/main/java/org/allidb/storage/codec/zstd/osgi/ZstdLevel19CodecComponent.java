package org.allidb.storage.codec.zstd.osgi;

import org.allidb.storage.codec.zstd.internal.ZstdLevel19Codec;
import org.allidb.storage.spi.codec.Codec;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The codec {@code zstd-19} as a service. */
@Component(service = Codec.class)
public final class ZstdLevel19CodecComponent extends ZstdLevel19Codec {

    /** Releases what waits outside of the heap. */
    @Deactivate
    void deactivate() {
        release();
    }
}
