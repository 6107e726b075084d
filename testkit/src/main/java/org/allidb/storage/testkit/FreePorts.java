package org.allidb.storage.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Ports of this machine for nodes that must know each other's before they listen. They are below those that systems take for outgoing
 * connections (32768 and up), so that no connection takes one in between.
 */
@ProviderType
public final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int RANGE = 10_000;
    /** Other processes begin elsewhere. */
    private static final AtomicInteger NEXT = new AtomicInteger(new Random().nextInt(RANGE));

    private FreePorts() {}

    /**
     * Finds ports that are free on the loopback address now, and that no other call of this process has found lately. Thread-safe.
     *
     * @param count how many
     * @return the ports
     */
    public static List<Integer> find(int count) {
        List<Integer> free = new ArrayList<>();
        while (free.size() < count) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), RANGE);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                free.add(socket.getLocalPort());
            } catch (IOException e) {
                // it is taken: the next one
            }
        }
        return free;
    }
}
