package org.allidb.storage.server.internal.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.allidb.storage.api.ConditionFailedException;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.ReadOnlyException;
import org.allidb.storage.api.StalledException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantKeyException;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.protocol.ReplyTooLargeException;

/** What clients are told of failures: the first word of Redis that makes them do the right thing, and what happened. */
final class Errors {

    private static final Logger LOG = System.getLogger(Errors.class.getName());
    /** Quotas of rates have this in their names; to wait helps there. */
    private static final String RATE = "per_second";

    private Errors() {}

    /** Returns the error for a failure. Files and other tenants are not named: the log has them. */
    static String text(Throwable failure) {
        return switch (failure) {
            case CommandException command -> message(command);
            case QuotaExceededException quota -> (quota.quota().contains(RATE) ? "BUSY " : "OOM ") + message(quota);
            case StalledException stalled -> "BUSY " + message(stalled);
            case TenantSuspendedException suspended -> "NOPERM " + message(suspended);
            case TenantUnknownException unknown -> "NOPERM " + message(unknown);
            case ReadOnlyException readOnly -> "READONLY " + message(readOnly);
            case StoreClosedException closed -> PlatformGate.LOADING;
            case ConditionFailedException conflict ->
                "BUSY others write the same rows again and again; try again later";
            case InvalidArgumentException argument -> "ERR " + message(argument);
            case ReplyTooLargeException large -> "ERR " + message(large);
            case CorruptionException damage -> logged(damage);
            case TenantKeyException key -> logged(key);
            default -> logged(failure);
        };
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    private static String logged(Throwable failure) {
        LOG.log(Level.WARNING, "a command of a client failed", failure);
        return "ERR the storage cannot do this now; the log of the server says why";
    }
}
