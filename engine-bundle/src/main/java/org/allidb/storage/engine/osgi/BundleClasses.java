package org.allidb.storage.engine.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Loads all classes of a provider's bundle while it is there. A provider is held as long as something needs it, beyond
 * the update of its bundle. After an update the framework loads no class of the old bundle any more.
 */
final class BundleClasses {

    private static final Logger LOG = System.getLogger(BundleClasses.class.getName());
    private static final String SUFFIX = ".class";

    private BundleClasses() {}

    static void load(Class<?> provider) {
        Bundle bundle = FrameworkUtil.getBundle(provider);
        BundleWiring wiring = bundle == null ? null : bundle.adapt(BundleWiring.class);
        if (wiring == null) {
            return;
        }
        int all = BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE;
        String root = provider.getPackageName().replace('.', '/').replaceFirst("/(osgi|internal)$", "");
        for (String file : wiring.listResources(root, "*" + SUFFIX, all)) {
            String name = file.substring(0, file.length() - SUFFIX.length()).replace('/', '.');
            try {
                Class.forName(name, false, provider.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                // one that needs an optional package which is not there, for example
                LOG.log(Level.DEBUG, name + " of " + bundle + " cannot be loaded", e);
            }
        }
    }
}
