package org.allidb.storage.server.internal.session;

import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.command.CommandException;
import org.allidb.storage.server.internal.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The platform behind the door. In a container it is away while its engine is replaced; clients are told to try again then.
 * Thread-safe.
 */
public final class PlatformGate {

    private volatile @Nullable StoragePlatform platform;
    private volatile ServerOptions options = ServerOptions.DEFAULTS;
    private volatile long drainMillis;
    private volatile boolean keys = true;

    /**
     * Makes a platform the one behind the door.
     *
     * @param present the platform
     */
    public void open(StoragePlatform present) {
        options = present.configuration().server();
        drainMillis = present.configuration().engine().drainTimeoutMs();
        keys = !AccessKeys.of(present).isEmpty();
        platform = present;
    }

    /**
     * Takes a platform away, unless another one has taken its place.
     *
     * @param former the platform
     */
    public void close(StoragePlatform former) {
        if (platform == former) {
            platform = null;
        }
    }

    /** Returns the platform. */
    StoragePlatform platform() throws CommandException {
        StoragePlatform present = platform;
        if (present == null) {
            throw new CommandException(Failure.AWAY);
        }
        return present;
    }

    /** Returns the platform; null while it is away. */
    public @Nullable StoragePlatform ifThere() {
        return platform;
    }

    /**
     * Returns the options of the door, as of a second ago at most.
     *
     * @return the last ones known while the platform is away
     */
    public ServerOptions options() {
        return options;
    }

    /** Returns how long the end of the door may take, in milliseconds. */
    public long drainMillis() {
        return drainMillis;
    }

    /**
     * Says aloud who needs a key.
     *
     * @return a sentence without its beginning and full stop
     */
    public String whoIsLetIn() {
        String tenant = options.loopbackTenant();
        if (keys) {
            return "every client presents a key";
        }
        return tenant.equals(Session.NO_NAME)
                ? "no client is let in before a key is made"
                : "clients of this machine need no key and are in tenant '" + tenant + "', until the first key is made";
    }

    /** Returns whether there are keys, as of a second ago at most; if that is not known there are. */
    boolean hasKeys() {
        return keys;
    }

    /** Looks again at what is known for a second. Reads rows. */
    public void refresh() {
        StoragePlatform present = platform;
        if (present != null) {
            try {
                options = present.configuration().server();
                keys = !AccessKeys.of(present).isEmpty();
            } catch (StorageException e) {
                // it is being closed; what is known stays until there is another one
            }
        }
    }
}
