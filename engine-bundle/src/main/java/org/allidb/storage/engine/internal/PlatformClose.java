package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.scrub.Scrubber;
import org.allidb.storage.spi.runtime.Failures;

/**
 * Closes a platform within {@code engine.drain_timeout_ms}, whatever its plug-ins do. First it ends changes, the scrub
 * and calls. Then it closes the tenants, the logs, the rest, and last the directory. Used by the thread that closes the
 * gate.
 */
final class PlatformClose {

    private static final Logger LOG = System.getLogger(LsmPlatform.class.getName());
    /** The share of the time that tenants have for their flushes. */
    private static final double SHARE_OF_TENANTS = 0.75;
    /** The share of the time that is kept for the log. */
    private static final double SHARE_OF_LOG = 0.2;

    private final OpenDirectory opened;
    private final PlatformServices services;
    private final PlatformChanges changes;
    private final Scrubber scrubber;

    PlatformClose(OpenDirectory opened, PlatformChanges changes, Scrubber scrubber) {
        this.opened = opened;
        this.services = opened.services();
        this.changes = changes;
        this.scrubber = scrubber;
    }

    /** Closes everything. The gate is closed before. */
    void run() {
        long patience = TimeUnit.MILLISECONDS.toNanos(
                services.configuration().get().engine().drainTimeoutMs());
        Shutdown shutdown = new Shutdown(services.runtime(), patience);
        changes.stop();
        scrubber.stop();
        awaitCalls(shutdown.nanosLeft(SHARE_OF_TENANTS));
        List<IOException> failures = new ArrayList<>();
        List<CommitLog> logs =
                new ArrayList<>(opened.tenants().close(shutdown.nanosLeft(1 - SHARE_OF_TENANTS), failures));
        shutdown.failed(failures);
        scrubber.awaitEnd(shutdown.nanosLeft(SHARE_OF_LOG));
        logs.add(opened.log());
        CompletableFuture<Void> logsClosed = CompletableFuture.allOf(logs.stream()
                .map(each -> shutdown.close("the log", SHARE_OF_LOG / 2, each::close))
                .toArray(CompletableFuture[]::new));
        var _ = shutdown.close("the table format or the scheduler of compactions", SHARE_OF_LOG / 4, services::close);
        var _ = shutdown.close("the tenant guard", SHARE_OF_LOG / 4, opened.guard()::close);
        services.events().awaitDelivered(shutdown.nanosLeft(SHARE_OF_LOG / 4) / 2);
        services.endAudit();
        failures = new ArrayList<>(shutdown.release(opened.directory(), logsClosed));
        if (!failures.isEmpty()) {
            IOException first = failures.removeFirst();
            failures.forEach(later -> Failures.suppress(first, later));
            throw StorageErrors.of("closing the platform", first);
        }
    }

    /** Waits for calls that change tenants; what they do after this, the directory refuses. */
    private void awaitCalls(long nanos) {
        List<String> still = opened.gate().awaitEmpty(TimeUnit.NANOSECONDS.toMillis(nanos));
        if (!still.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "the platform is closed although these calls have not ended within {0} ms: {1}; a component or the"
                            + " disk does not answer",
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    still);
        }
    }
}
