package org.allidb.storage.tenant.osgi;

import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.tenant.internal.keys.Pkcs12Provider;
import org.osgi.service.component.annotations.Component;

/** The keys {@code pkcs12} as a service. */
@Component(service = KeyProvider.class)
public final class Pkcs12Component extends Pkcs12Provider {}
