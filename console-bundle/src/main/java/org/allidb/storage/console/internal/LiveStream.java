package org.allidb.storage.console.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.event.StorageEventListener;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpStream;

/**
 * Figures twice a second, and events as they come, as server-sent events. Events that a slow client has no room for are dropped, and
 * counted. The stream ends when the platform is replaced; the page asks again.
 */
final class LiveStream implements HttpStream {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_WAITING = 256;

    private final HttpRequest request;
    private final StoragePlatform platform;
    private final RateSampler sampler;
    private final BlockingQueue<StorageEvent> events = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Subscription subscription;
    private long next = System.nanoTime();

    private LiveStream(HttpRequest request, StoragePlatform platform, RateSampler sampler) {
        this.request = request;
        this.platform = platform;
        this.sampler = sampler;
        this.subscription = platform.subscribe(new Waiting(events, dropped));
    }

    /** Takes what there is room for: the thread of events waits for no page. */
    private record Waiting(BlockingQueue<StorageEvent> events, AtomicLong dropped) implements StorageEventListener {

        @Override
        public void onEvent(StorageEvent event) {
            if (!events.offer(event)) {
                dropped.incrementAndGet();
            }
        }
    }

    static LiveStream of(HttpRequest request, StoragePlatform platform, RateSampler sampler) {
        return new LiveStream(request, platform, sampler);
    }

    @Override
    public boolean writeNext(OutputStream out) throws IOException {
        if (request.platformIfThere().filter(present -> present == platform).isEmpty()) {
            return false;
        }
        try {
            StorageEvent event = events.poll(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
            while (event != null) {
                send(out, "event", eventText(event));
                event = events.poll();
            }
            long lost = dropped.getAndSet(0);
            if (lost > 0) {
                send(out, "dropped", Json.object(json -> json.writeNumberField("events", lost)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        long now = System.nanoTime();
        if (now >= next) {
            next = now + INTERVAL_NANOS;
            send(out, "figures", Json.object(json -> LiveFigures.write(json, platform, sampler.at(platform, now))));
        }
        return true;
    }

    @Override
    public boolean isEndless() {
        return true;
    }

    @Override
    public void close() {
        subscription.close();
    }

    private static void send(OutputStream out, String kind, String data) throws IOException {
        out.write(("event: " + kind + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String eventText(StorageEvent event) {
        return Json.object((JsonGenerator json) -> {
            json.writeStringField("kind", event.type().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("at", event.wallMillis());
            json.writeStringField("tenant", event.tenant().map(TenantId::value).orElse(""));
            json.writeStringField("message", event.message());
        });
    }
}
