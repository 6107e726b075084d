package org.allidb.storage.console.internal;

import java.util.List;
import java.util.Set;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;

/** {@code POST /console/act/…}: what an administrator does on the page. Each act is also a command of the shell. */
public final class ActResource implements HttpResource {

    private static final String BY = "the console";
    private static final int MOST_MEGABYTES = 1_000_000_000;
    private static final long MEGABYTE = 1 << 20;

    /** Called by {@code ServiceLoader}. */
    public ActResource() {}

    @Override
    public String path() {
        return "/console/act";
    }

    @Override
    public Set<HttpMethod> methods() {
        return Set.of(HttpMethod.POST);
    }

    @Override
    public HttpAccess access() {
        return HttpAccess.ADMINISTRATION;
    }

    @Override
    public HttpAnswer answer(HttpRequest request) {
        StoragePlatform platform = request.platform();
        Parameters parameters = Parameters.of(request);
        switch (String.join("/", request.segments())) {
            case "suspend" -> platform.suspend(parameters.tenant(), Suspension.Mode.CLOSED, BY);
            case "read-only" -> platform.suspend(parameters.tenant(), Suspension.Mode.READ_ONLY, BY);
            case "resume" -> platform.resume(parameters.tenant());
            case "quota" -> setDiskQuota(platform, parameters);
            case "flush" -> with(platform, parameters.tenant(), TenantStore::flush);
            case "compact" -> with(platform, parameters.tenant(), TenantStore::compact);
            case "create" ->
                platform.create(parameters.tenant(), TenantSettings.DEFAULTS).close();
            case "swap" -> swap(platform, parameters);
            default ->
                throw HttpRefusedException.notFound(
                        "there is no such act; there are suspend, read-only, resume, quota, flush, compact, create and"
                                + " swap");
        }
        return HttpAnswer.empty();
    }

    private interface Act {
        void on(TenantStore store);
    }

    private static void with(StoragePlatform platform, TenantId tenant, Act act) {
        try (TenantStore store = platform.open(tenant)) {
            act.on(store);
        }
    }

    private static void setDiskQuota(StoragePlatform platform, Parameters parameters) {
        TenantId tenant = parameters.tenant();
        parameters.required("megabytes");
        long bytes = parameters.number("megabytes", 0, MOST_MEGABYTES) * MEGABYTE;
        TenantSettings settings = platform.tenant(tenant)
                .map(TenantInfo::settings)
                .orElseThrow(() -> new TenantUnknownException(
                        tenant, "there is no tenant '" + tenant + "'; the list has those that there are"));
        platform.update(tenant, settings.withQuota(settings.quota().withDiskBytes(bytes)));
    }

    private static void swap(StoragePlatform platform, Parameters parameters) {
        String parameter = parameters.required("parameter");
        if (!PartList.LIVE_PARAMETERS.containsValue(parameter)) {
            throw HttpRefusedException.badRequest("only these are swapped here: "
                    + PartList.LIVE_PARAMETERS.values().stream().sorted().toList());
        }
        List<String> waiting;
        try {
            waiting = platform.configure(platform.configuration().with(parameter, parameters.required("value")));
        } catch (InvalidArgumentException e) {
            throw HttpRefusedException.badRequest(String.valueOf(e.getMessage()));
        }
        if (!waiting.isEmpty()) {
            throw HttpRefusedException.badRequest("in force after a restart: " + waiting);
        }
    }
}
