package org.allidb.storage.itests;

import java.util.Arrays;
import org.allidb.storage.api.StoragePlatform;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** The product's bundles, and its service as it comes and goes. */
final class Bundles {

    private static final String PREFIX = "org.allidb.storage.";
    private static final long PATIENCE_MILLIS = 60_000;

    private Bundles() {}

    static Bundle named(BundleContext context, String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> (PREFIX + name).equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** The platform there is now, or as soon as there is one. */
    static StoragePlatform platform(BundleContext context) throws InterruptedException {
        ServiceTracker<StoragePlatform, StoragePlatform> tracker =
                new ServiceTracker<>(context, StoragePlatform.class, null);
        tracker.open();
        try {
            StoragePlatform platform = tracker.waitForService(PATIENCE_MILLIS);
            if (platform == null) {
                throw new AssertionError("no platform within " + PATIENCE_MILLIS + " ms");
            }
            return platform;
        } finally {
            tracker.close();
        }
    }
}
