package org.allidb.storage.itests;

import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.concurrent.Callable;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The only class of a client bundle: a service that writes a row, reads it, and returns what it read. */
public final class ClientActivator implements BundleActivator, Callable<String> {

    private volatile BundleContext context;

    @Override
    public void start(BundleContext started) {
        context = started;
        started.registerService(Callable.class, this, new Hashtable<>());
    }

    @Override
    public void stop(BundleContext stopped) {
        // the service goes with the bundle
    }

    @Override
    public String call() throws Exception {
        StoragePlatform platform = Bundles.platform(context);
        try (TenantStore store = platform.openOrCreate(TenantId.of("client"))) {
            store.put("row", "found".getBytes(StandardCharsets.UTF_8));
            store.flush();
            return new String(store.get("row").orElseThrow(), StandardCharsets.UTF_8);
        }
    }
}
