package org.allidb.storage.vfs.osgi;

import org.allidb.storage.spi.vfs.VfsProvider;
import org.allidb.storage.vfs.internal.LocalVfsProvider;
import org.osgi.service.component.annotations.Component;

/** The local file system as a service. */
@Component(service = VfsProvider.class)
public final class LocalVfsComponent extends LocalVfsProvider {}
