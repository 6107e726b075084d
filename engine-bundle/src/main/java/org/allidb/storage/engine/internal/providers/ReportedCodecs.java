package org.allidb.storage.engine.internal.providers;

import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.event.EventSink;

/**
 * The installed codecs, whose failures are reported that keep no table from being read or written. Thread-safe.
 *
 * @param providers the installed providers
 * @param events receives what fails
 */
public record ReportedCodecs(ProviderRegistry providers, EventSink events) implements Codecs {

    @Override
    public Codec codec(String name) {
        return providers.codec(name);
    }

    @Override
    public void failed(String name, String what) {
        String message = Culprits.describe(ComponentKind.CODEC, name, providers) + " " + what;
        events.report(StorageEvent.Type.FAILURE, Optional.empty(), message, Map.of());
    }
}
