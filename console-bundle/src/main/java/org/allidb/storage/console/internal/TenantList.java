package org.allidb.storage.console.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.spi.http.HttpAnswer;

/**
 * A page of the list of tenants. Of those that are not open the files are added up only if they are on the page; in an order by figures they
 * come last.
 */
final class TenantList {

    private static final int MOST_ROWS = 200;
    private static final int DEFAULT_ROWS = 50;
    private static final int MOST_OFFSET = 100_000_000;
    private static final double CLOSED = -1;

    private TenantList() {}

    /** By what the list is in order. */
    enum Order {
        /** What its calls, flushes and merges take. */
        WORK,
        /** The part of its disk quota that it uses; without a quota the bytes. */
        QUOTA,
        /** The bytes of its files. */
        DISK,
        /** Rows written in a second. */
        WRITTEN,
        /** Rows read in a second. */
        READ,
        /** Bytes that are due to be merged. */
        DUE,
        /** Its id. */
        ID
    }

    private record Line(TenantInfo info, Optional<TenantStatistics> open, TenantRates.Rate rate) {}

    static HttpAnswer answer(StoragePlatform platform, TenantRates rates, Parameters parameters) {
        String search = parameters.text("search").toLowerCase(Locale.ROOT);
        Comparator<Line> order = order(parameters.choice("order", Order.WORK, Order.class));
        int offset = parameters.number("offset", 0, MOST_OFFSET);
        int limit = parameters.number("limit", DEFAULT_ROWS, MOST_ROWS);
        List<Line> found = platform.tenants().stream()
                .filter(info -> info.id().value().contains(search)
                        || info.settings().label().toLowerCase(Locale.ROOT).contains(search))
                .map(info -> new Line(info, Optional.ofNullable(rates.open().get(info.id())), rates.of(info.id())))
                .sorted(order)
                .toList();
        return Json.answer(json -> {
            json.writeNumberField("found", found.size());
            json.writeArrayFieldStart("tenants");
            for (Line line : found.stream().skip(offset).limit(limit).toList()) {
                write(json, platform, line);
            }
            json.writeEndArray();
        });
    }

    private static Comparator<Line> order(Order order) {
        Comparator<Line> byId = Comparator.comparing(line -> line.info().id());
        return switch (order) {
            case WORK -> most(line -> line.rate().work(), byId);
            case QUOTA -> most(line -> line.open().map(TenantList::part).orElse(CLOSED), byId);
            case DISK ->
                most(
                        line -> line.open()
                                .map(open -> (double) open.usage().diskBytes())
                                .orElse(CLOSED),
                        byId);
            case WRITTEN -> most(line -> line.rate().written(), byId);
            case READ -> most(line -> line.rate().read(), byId);
            case DUE ->
                most(line -> line.open().map(open -> (double) open.dueBytes()).orElse(CLOSED), byId);
            case ID -> byId;
        };
    }

    private static Comparator<Line> most(ToDoubleFunction<Line> figure, Comparator<Line> among) {
        return Comparator.comparingDouble((Line line) -> -figure.applyAsDouble(line))
                .thenComparing(line -> line.open().isEmpty())
                .thenComparing(among);
    }

    private static double part(TenantStatistics open) {
        TenantUsage usage = open.usage();
        return usage.diskLimitBytes() == 0 ? 0 : (double) usage.diskBytes() / usage.diskLimitBytes();
    }

    private static void write(JsonGenerator json, StoragePlatform platform, Line line) throws IOException {
        TenantInfo info = line.info();
        json.writeStartObject();
        json.writeStringField("id", info.id().value());
        json.writeStringField("label", info.settings().label());
        json.writeBooleanField("open", line.open().isPresent());
        json.writeStringField(
                "suspended",
                info.suspension()
                        .map(Suspension::mode)
                        .map(Suspension.Mode::text)
                        .orElse(""));
        json.writeNumberField("disk", disk(platform, line));
        json.writeNumberField("limit", info.settings().quota().diskBytes());
        json.writeNumberField("work", line.rate().work());
        json.writeNumberField("written", line.rate().written());
        json.writeNumberField("read", line.rate().read());
        json.writeNumberField("stalled", line.rate().stalled());
        json.writeNumberField("due", line.open().map(TenantStatistics::dueBytes).orElse(0L));
        json.writeEndObject();
    }

    private static long disk(StoragePlatform platform, Line line) {
        if (line.open().isPresent()) {
            return line.open().get().usage().diskBytes();
        }
        try {
            return platform.usage(line.info().id()).diskBytes();
        } catch (TenantUnknownException e) {
            // dropped meanwhile
            return 0;
        }
    }
}
