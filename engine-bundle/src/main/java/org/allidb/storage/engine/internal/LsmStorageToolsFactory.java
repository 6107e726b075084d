package org.allidb.storage.engine.internal;

import java.util.List;
import java.util.ServiceLoader;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.bootstrap.ServiceLookup;
import org.allidb.storage.api.bootstrap.StorageToolsFactory;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.tools.LsmStorageTools;
import org.allidb.storage.spi.inspect.FileInspector;

/** Makes the tools in plain Java, with the components that {@link ServiceLoader} finds. */
public final class LsmStorageToolsFactory implements StorageToolsFactory {

    /** Called by {@link ServiceLoader}. */
    public LsmStorageToolsFactory() {}

    @Override
    public String name() {
        return "lsm";
    }

    @Override
    public StorageTools create(StorageConfiguration configuration, List<Provider> providers) {
        List<FileInspector> inspectors = new ServiceLookup(LsmStorageToolsFactory.class)
                .all(loader -> ServiceLoader.load(FileInspector.class, loader));
        return new LsmStorageTools(configuration, LsmPlatformFactory.registry(providers), inspectors);
    }
}
