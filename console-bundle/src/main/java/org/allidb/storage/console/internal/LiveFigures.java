package org.allidb.storage.console.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.statistics.Latency;
import org.allidb.storage.api.statistics.LatencyBucket;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.RunningTask;

/** The figures of the platform at one moment. Latencies are buckets since the start: the page takes the difference of two looks. */
final class LiveFigures {

    private LiveFigures() {}

    static void write(JsonGenerator json, StoragePlatform platform, TenantRates tenants) throws IOException {
        PlatformStatistics figures = platform.statistics();
        json.writeNumberField("tenants", figures.tenants());
        json.writeNumberField("open", figures.openTenants());
        json.writeNumberField("hanging", figures.hangingOperations());
        json.writeNumberField("damaged", figures.scrub().damaged());
        json.writeNumberField("missing", platform.components().missing().size());
        json.writeNumberField("refused", figures.refusedWrites().count());
        json.writeNumberField("buffer", figures.bufferBytes());
        json.writeNumberField("buffer_limit", figures.bufferLimitBytes());
        json.writeNumberField("log_bytes", figures.log().segmentBytes());
        json.writeNumberField("log_written", figures.log().writtenBytes());
        json.writeNumberField("syncs", figures.log().syncs());
        json.writeNumberField("cache", figures.cache().bytes());
        json.writeNumberField("cache_limit", figures.cache().capacityBytes());
        json.writeNumberField("hits", figures.cache().hits());
        json.writeNumberField("misses", figures.cache().misses());
        json.writeNumberField("due", tenants.dueBytes());
        TenantRates.Rate sum = tenants.sum();
        json.writeNumberField("written", sum.written());
        json.writeNumberField("written_bytes", sum.writtenBytes());
        json.writeNumberField("read", sum.read());
        json.writeNumberField("stalled", sum.stalled());
        json.writeObjectFieldStart("latencies");
        latency(json, "get", figures.latencies().get());
        latency(json, "put", figures.latencies().put());
        latency(json, "sync", figures.latencies().sync());
        json.writeEndObject();
        running(json, figures.runningTasks());
    }

    private static void latency(JsonGenerator json, String name, Latency latency) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("measured", latency.measured());
        json.writeNumberField("max", latency.maxNanos());
        json.writeArrayFieldStart("buckets");
        for (LatencyBucket bucket : latency.buckets()) {
            json.writeStartArray();
            json.writeNumber(bucket.atMostNanos());
            json.writeNumber(bucket.measured());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void running(JsonGenerator json, List<RunningTask> tasks) throws IOException {
        json.writeArrayFieldStart("running");
        for (RunningTask task : tasks) {
            json.writeStartObject();
            json.writeStringField("kind", task.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("tenant", task.tenant().value());
            json.writeNumberField("inputs", task.inputs());
            json.writeNumberField("target", task.targetLevel());
            json.writeStringField("reason", task.reason());
            json.writeNumberField("bytes", task.bytes());
            json.writeNumberField("done", task.bytesDone());
            json.writeNumberField("since", task.since().toEpochMilli());
            json.writeArrayFieldStart("tables");
            for (long table : task.tables()) {
                json.writeNumber(table);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
