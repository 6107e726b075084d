package org.allidb.storage.server.internal.session;

import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.protocol.ReplyTooLargeException;

/** What clients of Redis are told of failures: the first word makes them do the right thing. */
final class Errors {

    private Errors() {}

    /** Returns the error for a failure. */
    static String text(Exception failure) {
        return switch (failure) {
            case CommandException command -> String.valueOf(command.getMessage());
            case ReplyTooLargeException large -> "ERR " + large.getMessage();
            default -> Failure.of(failure).resp();
        };
    }
}
