package org.allidb.storage.codec.zstd.osgi;

import org.allidb.storage.codec.zstd.internal.ZstdLevel9Codec;
import org.allidb.storage.spi.codec.Codec;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The codec {@code zstd-9} as a service. */
@Component(service = Codec.class)
public final class ZstdLevel9CodecComponent extends ZstdLevel9Codec {

    /** Releases what waits outside of the heap. */
    @Deactivate
    void deactivate() {
        release();
    }
}
