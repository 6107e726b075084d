package org.allidb.storage.tenant.osgi;

import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.tenant.internal.LadderPolicy;
import org.osgi.service.component.annotations.Component;

/** The policy {@code ladder} as a service. */
@Component(service = QuotaPolicy.class)
public final class LadderPolicyComponent extends LadderPolicy {}
