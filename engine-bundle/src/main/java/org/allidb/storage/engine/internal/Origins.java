package org.allidb.storage.engine.internal;

import java.lang.module.ModuleDescriptor;

/** Tells where a provider's class comes from. */
public interface Origins {

    /** By modules: the plain class path and module path. */
    Origins MODULES = new Origins() {
        @Override
        public String origin(Class<?> type) {
            Module module = type.getModule();
            return module.isNamed() ? module.getName() : type.getPackageName();
        }

        @Override
        public String version(Class<?> type) {
            ModuleDescriptor descriptor = type.getModule().getDescriptor();
            return descriptor == null ? "" : descriptor.rawVersion().orElse("");
        }
    };

    /** The bundle, module or package. */
    String origin(Class<?> type);

    /** Its version, empty if unknown. */
    String version(Class<?> type);
}
