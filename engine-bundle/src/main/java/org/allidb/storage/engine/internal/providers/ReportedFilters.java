package org.allidb.storage.engine.internal.providers;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.filter.KeyFilter;

/** The installed filters. That one is missing is reported once until it is there, and each failure with its class. Thread-safe. */
public final class ReportedFilters implements Filters {

    private final ProviderRegistry providers;
    private final EventSink events;
    private final Set<String> missing = ConcurrentHashMap.newKeySet();

    /**
     * Creates the view of a registry.
     *
     * @param providers the installed providers
     * @param events receives what is missing and what fails
     */
    public ReportedFilters(ProviderRegistry providers, EventSink events) {
        this.providers = providers;
        this.events = events;
    }

    /** A provider whose filters are known as its own, so that it is named when one of them hangs. */
    private record Noted(String name, FilterProvider provider, ProviderRegistry providers) implements FilterProvider {

        @Override
        public long maxBytes(int keys, int bitsPerKey) {
            return provider.maxBytes(keys, bitsPerKey);
        }

        @Override
        public double falsePositives(int bitsPerKey) {
            return provider.falsePositives(bitsPerKey);
        }

        @Override
        public byte[] build(long[] hashes, int count, int bitsPerKey) {
            return provider.build(hashes, count, bitsPerKey);
        }

        @Override
        public KeyFilter read(byte[] bytes) {
            return providers.made(ComponentKind.FILTER, name, provider.read(bytes));
        }
    }

    @Override
    public Optional<FilterProvider> find(String name) {
        try {
            FilterProvider found = providers.require(ComponentKind.FILTER, name);
            missing.remove(name);
            return Optional.of(new Noted(name, found, providers));
        } catch (ComponentMissingException e) {
            if (missing.add(name)) {
                report(e.getMessage() + ". '" + BUILT_IN
                        + "' takes over for new tables until it is there, and tables that"
                        + " have it are read without a filter, which is slower");
            }
            return Optional.empty();
        }
    }

    @Override
    public void failed(String name, String what) {
        report(Culprits.describe(ComponentKind.FILTER, name, providers) + " " + what);
    }

    private void report(String message) {
        events.report(StorageEvent.Type.FAILURE, Optional.empty(), message, Map.of());
    }
}
