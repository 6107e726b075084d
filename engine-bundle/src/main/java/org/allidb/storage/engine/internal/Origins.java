package org.allidb.storage.engine.internal;

import java.lang.module.ModuleDescriptor;

/** Finds where a provider's class comes from. */
public interface Origins {

    /** By modules: the plain class path and module path. */
    Origins MODULES = new Origins() {
        @Override
        public String origin(Class<?> type) {
            Module module = type.getModule();
            return module.isNamed() ? module.getName() : component(type.getPackageName());
        }

        @Override
        public String version(Class<?> type) {
            ModuleDescriptor descriptor = type.getModule().getDescriptor();
            return descriptor == null ? "" : descriptor.rawVersion().orElse("");
        }
    };

    /** Returns the bundle, module or package. */
    String origin(Class<?> type);

    /** Returns the version, empty if unknown. */
    String version(Class<?> type);

    /** Returns the package of a component: what it keeps to itself is in a package {@code internal} of its own. */
    private static String component(String packageName) {
        String internal = ".internal";
        return packageName.endsWith(internal)
                ? packageName.substring(0, packageName.length() - internal.length())
                : packageName;
    }
}
