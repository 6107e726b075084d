package org.allidb.storage.server.internal.session;

import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.failure.FailureKind;

/** What clients are told that are not let in. */
final class Refusals {

    static final Failure NO_KEY = new Failure(FailureKind.NO_KEY, "Authentication required.");
    static final Failure WRONG_KEY =
            new Failure(FailureKind.WRONG_KEY, "invalid username-password pair or user is disabled.");
    static final Failure NO_TENANT = new Failure(
            FailureKind.FORBIDDEN, "this key is of the platform and not of a tenant; name one: AUTH tenant key");

    private Refusals() {}
}
