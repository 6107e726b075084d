package ${package};

import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
#if (${form} == "bundle")
import org.osgi.service.component.annotations.Component;
#end

/** Makes throttlers: the platform asks for one that all background work shares, and for more, for example of a backup. */
#if (${form} == "bundle")
@Component(service = ThrottlerProvider.class)
#end
public final class ${classPrefix}ThrottlerProvider implements ThrottlerProvider {

    /** The configuration names the throttler so. */
    @Override
    public String name() {
        return "${providerName}";
    }

    @Override
    public Throttler create(ThrottleLimits limits, StorageClock clock) {
        return new ${classPrefix}Throttler(limits, clock);
    }
}
