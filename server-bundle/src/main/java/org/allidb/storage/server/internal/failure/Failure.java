package org.allidb.storage.server.internal.failure;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.allidb.storage.api.ClusterUnavailableException;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.OutcomeUnknownException;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.ReadOnlyException;
import org.allidb.storage.api.StalledException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.TooLargeException;

/**
 * What a client is told of a failure of the storage. Files and other tenants are not named: the log has them.
 *
 * @param kind what it is
 * @param text what happened, and what to do
 */
public record Failure(FailureKind kind, String text) {

    /** The platform is away. */
    public static final Failure AWAY =
            new Failure(FailureKind.AWAY, "the storage is being replaced or restarted; try again");

    private static final Logger LOG = System.getLogger(Failure.class.getName());
    /** Quotas of rates have this in their names; to wait helps there. */
    private static final String RATE = "per_second";

    /** Returns what is told of an exception. */
    public static Failure of(Throwable thrown) {
        return switch (thrown) {
            case QuotaExceededException quota -> of(kind(quota.quota()), quota);
            case StalledException stalled -> of(FailureKind.STALLED, stalled);
            case TenantSuspendedException suspended -> of(FailureKind.SUSPENDED, suspended);
            case TenantUnknownException unknown -> of(FailureKind.UNKNOWN_TENANT, unknown);
            case TenantExistsException exists -> of(FailureKind.EXISTS, exists);
            case ReadOnlyException readOnly -> of(FailureKind.READ_ONLY, readOnly);
            case StoreClosedException closed -> AWAY;
            case ClusterUnavailableException unavailable -> of(FailureKind.CLUSTER_DOWN, unavailable);
            case OutcomeUnknownException unknown -> of(FailureKind.UNKNOWN, unknown);
            case ConditionFailedException conflict ->
                new Failure(FailureKind.CONTENTION, "others write the same rows again and again; try again later");
            case TooLargeException large -> of(FailureKind.TOO_LARGE, large);
            case InvalidArgumentException argument -> of(FailureKind.INVALID, argument);
            default -> internal(thrown);
        };
    }

    private static FailureKind kind(String quota) {
        if (quota.contains(RATE)) {
            return FailureKind.RATE;
        }
        return switch (quota) {
            case "max_row_bytes", "max_batch_rows" -> FailureKind.TOO_LARGE;
            case "disk_bytes", "write_buffer_bytes" -> FailureKind.SPACE;
            default -> FailureKind.TOO_MANY;
        };
    }

    private static Failure of(FailureKind kind, Throwable thrown) {
        return new Failure(kind, String.valueOf(thrown.getMessage()));
    }

    private static Failure internal(Throwable thrown) {
        LOG.log(Level.WARNING, "a request of a client failed", thrown);
        return new Failure(FailureKind.INTERNAL, "the storage cannot do this now; the log of the server says why");
    }

    /** Returns it as an error of RESP. */
    public String resp() {
        return kind.word() + " " + text;
    }
}
