package org.allidb.storage.metrics.osgi;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Looks at the bundles of the storage. */
final class StorageBundles {

    private static final String HOUSE = "org.allidb.storage.";

    private StorageBundles() {}

    /** Returns which of them are installed and not active, as reasons not to be ready. */
    static List<String> reasons(BundleContext context) {
        List<String> reasons = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            String name = bundle.getSymbolicName();
            boolean ours = name != null
                    && name.startsWith(HOUSE)
                    && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null;
            if (ours && bundle.getState() != Bundle.ACTIVE) {
                reasons.add("the bundle " + name + " is not active; start it, and read the log if that fails");
            }
        }
        return reasons;
    }
}
