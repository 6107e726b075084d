package org.allidb.storage.server.internal.net;

import io.netty.channel.Channel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs what waits on a virtual thread, and what follows on the event loop of its connection. */
final class Offload {

    private static final Logger LOG = System.getLogger(Offload.class.getName());

    private final Channel channel;
    private final Runnable abandoned;

    /**
     * For a connection.
     *
     * @param channel the connection
     * @param abandoned run instead of what follows, when the server has been closed meanwhile, and its loops
     */
    Offload(Channel channel, Runnable abandoned) {
        this.channel = channel;
        this.abandoned = abandoned;
    }

    /**
     * Runs something.
     *
     * @param waits runs on a virtual thread
     * @param follows takes its result on the event loop
     * @param failed runs there instead if it failed; the log has why
     */
    <T> void run(Supplier<T> waits, Consumer<T> follows, Runnable failed) {
        Thread.ofVirtual().name("allidb-server-turn").start(() -> {
            Runnable next;
            try {
                T result = waits.get();
                next = () -> follows.accept(result);
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a request of a client failed; its connection is closed", e);
                next = failed;
            }
            try {
                channel.eventLoop().execute(next);
            } catch (RejectedExecutionException e) {
                abandoned.run();
            }
        });
    }
}
