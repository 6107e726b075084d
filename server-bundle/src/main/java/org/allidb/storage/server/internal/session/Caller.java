package org.allidb.storage.server.internal.session;

import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.spi.http.HttpCaller;

/**
 * Who a client is at a moment: by a key, or by being on this machine while there are no keys.
 *
 * @param presented the key that it has presented, or its certificate
 * @param place the tenant in which it is a writer without a key; empty if it needs one
 */
public record Caller(Optional<Pass> presented, Optional<TenantId> place) implements HttpCaller {

    @Override
    public boolean isKnown() {
        return presented.isPresent() || place.isPresent();
    }

    @Override
    public Optional<String> key() {
        return presented.flatMap(Pass::key);
    }

    @Override
    public Optional<TenantId> tenant() {
        return presented.flatMap(Pass::tenant).or(() -> place);
    }

    @Override
    public Optional<AccessRole> role() {
        return presented.map(Pass::role).or(() -> place.map(tenant -> AccessRole.WRITER));
    }

    @Override
    public boolean mayRead(TenantId tenant) {
        return reaches(tenant) && role().filter(AccessRole::mayRead).isPresent();
    }

    @Override
    public boolean mayWrite(TenantId tenant) {
        return reaches(tenant) && role().filter(AccessRole::mayWrite).isPresent();
    }

    @Override
    public boolean maySeeFigures(TenantId tenant) {
        return reaches(tenant) || maySeeAllFigures();
    }

    @Override
    public boolean maySeeAllFigures() {
        return isOfPlatform() || presented.isEmpty() && place.isPresent();
    }

    @Override
    public boolean mayAdminister() {
        return isOfPlatform() && role().filter(AccessRole::mayAdminister).isPresent();
    }

    private boolean isOfPlatform() {
        return presented.filter(Pass::isOfPlatform).isPresent();
    }

    private boolean reaches(TenantId tenant) {
        // the rows of the platform's own tenant are the keys
        return !tenant.equals(TenantId.SYSTEM)
                && (isOfPlatform() || tenant().filter(tenant::equals).isPresent());
    }
}
