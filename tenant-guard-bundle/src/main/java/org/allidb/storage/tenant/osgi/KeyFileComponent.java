package org.allidb.storage.tenant.osgi;

import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.tenant.internal.keys.KeyFileProvider;
import org.osgi.service.component.annotations.Component;

/** The keys {@code key-file} as a service. */
@Component(service = KeyProvider.class)
public final class KeyFileComponent extends KeyFileProvider {}
