package org.allidb.storage.metrics.osgi;

import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.metrics.internal.Liveness;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Tells the health checks of Felix whether the storage answers. Its class is loaded only where there are such checks. */
@Component(
        service = HealthCheck.class,
        property = {"hc.name=AlliDB Storage is live", "hc.tags=allidb", "hc.tags=systemalive"})
public final class LiveCheck implements HealthCheck {

    private final Liveness liveness = new Liveness();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable StoragePlatform platform;

    /** Called by the container. */
    public LiveCheck() {}

    @Override
    public Result execute() {
        return liveness.answers(Optional.ofNullable(platform))
                ? new Result(Result.Status.OK, "the storage answers")
                : new Result(Result.Status.CRITICAL, Liveness.SILENT);
    }
}
