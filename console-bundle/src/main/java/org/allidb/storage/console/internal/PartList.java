package org.allidb.storage.console.internal;

import java.util.Map;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.MissingComponent;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.spi.http.HttpAnswer;

/** The replaceable parts, and which parameter swaps them. */
final class PartList {

    /** The parameters that can be changed while the platform is open, by kind of part. */
    static final Map<String, String> LIVE_PARAMETERS = Map.of(
            "strategy", "compaction.strategy",
            "throttler", "compaction.throttler",
            "scheduler", "compaction.scheduler",
            "codec", "sstable.codec",
            "filter", "sstable.filter",
            "quota-policy", "tenants.policy");

    private PartList() {}

    static HttpAnswer answer(StoragePlatform platform) {
        return Json.answer(json -> {
            json.writeArrayFieldStart("parts");
            for (ComponentInfo part : platform.components().list()) {
                json.writeStartObject();
                json.writeStringField("kind", part.component());
                json.writeStringField("name", part.name());
                json.writeStringField("version", part.version());
                json.writeStringField("origin", part.origin());
                json.writeBooleanField("used", part.inUse());
                json.writeNumberField("failures", part.failures());
                json.writeStringField("parameter", LIVE_PARAMETERS.getOrDefault(part.component(), ""));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("missing");
            for (MissingComponent part : platform.components().missing()) {
                json.writeStartObject();
                json.writeStringField("kind", part.component());
                json.writeStringField("name", part.name());
                json.writeStringField("parameters", String.join(", ", part.parameters()));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
