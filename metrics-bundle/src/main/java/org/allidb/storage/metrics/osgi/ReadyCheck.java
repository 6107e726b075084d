package org.allidb.storage.metrics.osgi;

import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.metrics.StorageHealth;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Tells the health checks of Felix whether the storage can do its work. Its class is loaded only where there are such checks. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=AlliDB Storage is ready", "hc.tags=allidb", "hc.tags=systemready"})
public final class ReadyCheck implements HealthCheck {

    private final BundleContext context;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable StoragePlatform platform;

    /** Called by the container. */
    @Activate
    public ReadyCheck(BundleContext context) {
        this.context = context;
    }

    @Override
    public Result execute() {
        StorageHealth health = StorageHealth.of(Optional.ofNullable(platform)).with(StorageBundles.reasons(context));
        FormattingResultLog log = new FormattingResultLog();
        health.reasons().forEach(reason -> log.critical("{}", reason));
        health.warnings().forEach(warning -> log.warn("{}", warning));
        if (health.isReady()) {
            log.info("{}", "the storage is ready");
        }
        return new Result(log);
    }
}
