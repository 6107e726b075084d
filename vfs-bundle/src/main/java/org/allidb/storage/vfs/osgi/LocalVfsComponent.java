package org.allidb.storage.vfs.osgi;

import java.io.IOException;
import java.nio.file.Path;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsProvider;
import org.allidb.storage.vfs.internal.LocalVfsProvider;
import org.osgi.service.component.annotations.Component;

/** The local file system as a service. */
@Component(service = VfsProvider.class)
public final class LocalVfsComponent implements VfsProvider {

    private final LocalVfsProvider provider = new LocalVfsProvider();

    /** Called by the container. */
    public LocalVfsComponent() {}

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Vfs open(Path root) throws IOException {
        return provider.open(root);
    }

    @Override
    public Vfs openExisting(Path root) throws IOException {
        return provider.openExisting(root);
    }

    @Override
    public Vfs openReadOnly(Path root) throws IOException {
        return provider.openReadOnly(root);
    }

    @Override
    public byte[] readFile(Path file) throws IOException {
        return provider.readFile(file);
    }
}
