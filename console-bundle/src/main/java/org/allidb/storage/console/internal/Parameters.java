package org.allidb.storage.console.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.allidb.storage.spi.http.HttpRequest;

/** The parameters of a query. */
record Parameters(Map<String, String> query) {

    static Parameters of(HttpRequest request) {
        return new Parameters(request.query());
    }

    boolean has(String name) {
        return !text(name).isEmpty();
    }

    String text(String name) {
        return query.getOrDefault(name, "");
    }

    String required(String name) {
        if (!has(name)) {
            throw HttpRefusedException.badRequest("the parameter '" + name + "' is missing");
        }
        return text(name);
    }

    int number(String name, int byDefault, int most) {
        if (!has(name)) {
            return byDefault;
        }
        if (!text(name).matches("[0-9]{1,9}") || Integer.parseInt(text(name)) > most) {
            throw HttpRefusedException.badRequest("'" + name + "' takes a number from 0 to " + most);
        }
        return Integer.parseInt(text(name));
    }

    <E extends Enum<E>> E choice(String name, E byDefault, Class<E> type) {
        if (!has(name)) {
            return byDefault;
        }
        try {
            return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw HttpRefusedException.badRequest("'" + name + "' takes one of "
                    + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
        }
    }

    TenantId tenant() {
        try {
            return TenantId.of(required("tenant"));
        } catch (InvalidArgumentException e) {
            throw HttpRefusedException.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
