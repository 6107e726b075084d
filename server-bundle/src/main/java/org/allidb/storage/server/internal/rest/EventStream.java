package org.allidb.storage.server.internal.rest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.spi.http.HttpStream;

/**
 * Events of the platform as they happen, as server-sent events. What a client does not read in time is left out, and counted. A comment each
 * few seconds finds clients that have gone.
 */
final class EventStream implements HttpStream {

    private static final int MOST_KEPT = 1_000;
    private static final int QUIET_SECONDS = 15;

    private final BlockingQueue<StorageEvent> events;
    private final AtomicLong missed;
    private final Subscription subscription;
    private int quiet;
    private boolean begun;

    private EventStream(BlockingQueue<StorageEvent> events, AtomicLong missed, Subscription subscription) {
        this.events = events;
        this.missed = missed;
        this.subscription = subscription;
    }

    /** Returns the events of a platform from now on. */
    static EventStream of(StoragePlatform platform) {
        BlockingQueue<StorageEvent> events = new ArrayBlockingQueue<>(MOST_KEPT);
        AtomicLong missed = new AtomicLong();
        Subscription subscription = platform.subscribe(event -> {
            if (!events.offer(event)) {
                missed.incrementAndGet();
            }
        });
        return new EventStream(events, missed, subscription);
    }

    @Override
    public boolean writeNext(OutputStream out) {
        if (!begun) {
            begun = true;
            comment(out, "events of the platform");
            return true;
        }
        List<StorageEvent> next = new ArrayList<>();
        try {
            StorageEvent first = events.poll(1, TimeUnit.SECONDS);
            if (first != null) {
                next.add(first);
                events.drainTo(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        next.forEach(event -> write(out, event));
        quiet = next.isEmpty() ? quiet + 1 : 0;
        if (quiet == QUIET_SECONDS) {
            quiet = 0;
            comment(out, "quiet");
        }
        long left = missed.getAndSet(0);
        if (left > 0) {
            comment(out, left + " events were left out");
        }
        return true;
    }

    private static void write(OutputStream out, StorageEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", event.type());
        fields.put("millis", event.wallMillis());
        event.tenant().ifPresent(tenant -> fields.put("tenant", tenant));
        fields.put("message", event.message());
        fields.put("figures", event.figures());
        text(out, "event: " + event.type() + "\ndata: ");
        // one line, since JSON has no line feeds in texts
        Json.writeLine(out, fields);
        text(out, "\n");
    }

    private static void comment(OutputStream out, String text) {
        text(out, ": " + text + "\n\n");
    }

    private static void text(OutputStream out, String text) {
        try {
            out.write(Json.utf8(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isEndless() {
        return true;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
