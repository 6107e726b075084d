package org.allidb.storage.vfs.osgi;

import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.vfs.internal.LocalRuntime;
import org.osgi.service.component.annotations.Component;

/** The system's clock and threads as a service. */
@Component(service = StorageRuntime.class)
public final class LocalRuntimeComponent extends LocalRuntime {}
