package org.allidb.storage.engine.osgi;

import org.allidb.storage.engine.internal.Origins;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Finds the bundle that a provider comes from. */
final class BundleOrigins implements Origins {

    @Override
    public String origin(Class<?> type) {
        Bundle bundle = FrameworkUtil.getBundle(type);
        return bundle == null ? MODULES.origin(type) : bundle.getSymbolicName();
    }

    @Override
    public String version(Class<?> type) {
        Bundle bundle = FrameworkUtil.getBundle(type);
        return bundle == null ? MODULES.version(type) : bundle.getVersion().toString();
    }
}
