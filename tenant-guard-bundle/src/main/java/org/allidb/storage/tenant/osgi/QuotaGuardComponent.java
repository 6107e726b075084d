package org.allidb.storage.tenant.osgi;

import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.tenant.internal.QuotaGuardProvider;
import org.osgi.service.component.annotations.Component;

/** The tenant guard {@code quota} as a service. */
@Component(service = TenantGuardProvider.class)
public final class QuotaGuardComponent extends QuotaGuardProvider {}
