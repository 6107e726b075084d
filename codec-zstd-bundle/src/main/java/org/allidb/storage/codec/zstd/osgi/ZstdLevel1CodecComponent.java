package org.allidb.storage.codec.zstd.osgi;

import org.allidb.storage.codec.zstd.internal.ZstdLevel1Codec;
import org.allidb.storage.spi.codec.Codec;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The codec {@code zstd-1} as a service. */
@Component(service = Codec.class)
public final class ZstdLevel1CodecComponent extends ZstdLevel1Codec {

    /** Releases what waits outside of the heap. */
    @Deactivate
    void deactivate() {
        release();
    }
}
