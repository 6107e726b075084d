package org.allidb.storage.server.internal.rest;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.server.internal.http.Json;
import org.allidb.storage.spi.http.HttpRefusedException;

/** The members of an object that a client has sent, each asked for once; one that nobody asks for is refused. Used by one thread. */
final class Members {

    private final Map<String, Object> left;

    Members(Map<String, Object> members) {
        this.left = new HashMap<>(members);
    }

    /** Refuses what is left. */
    void end() {
        left.keySet().stream().sorted().findFirst().ifPresent(name -> {
            throw HttpRefusedException.badRequest("the object has a member '" + printable(name)
                    + "', which has no meaning here; /v1/openapi.yaml has those that have");
        });
    }

    private static String printable(String text) {
        String start = text.substring(0, Math.min(64, text.length()));
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    Optional<String> text(String name) {
        return take(name, String.class, "a text");
    }

    String requireText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    OptionalLong number(String name, long least, long most) {
        Optional<Number> number = take(name, Number.class, "a number");
        if (number.isEmpty()) {
            return OptionalLong.empty();
        }
        long value = number.get().longValue();
        if (value < least || value > most || number.get().doubleValue() != value) {
            throw HttpRefusedException.badRequest(
                    "the member '" + name + "' is a whole number from " + least + " to " + most);
        }
        return OptionalLong.of(value);
    }

    boolean flag(String name) {
        return take(name, Boolean.class, "true or false").orElse(false);
    }

    float[] vector(String name) {
        return take(name, float[].class, "an array of numbers").orElseThrow(() -> missing(name));
    }

    /** Returns texts of an array. */
    List<String> texts(String name) {
        List<?> values = take(name, List.class, "an array of texts").orElse(List.of());
        return values.stream().map(String::valueOf).toList();
    }

    /** Returns an entity, as text or in base64. */
    Optional<EntityId> entity(String name) {
        Optional<String> encoded = text(name + "_base64");
        if (encoded.isPresent()) {
            try {
                return Optional.of(EntityId.of(Base64.getDecoder().decode(encoded.get())));
            } catch (IllegalArgumentException e) {
                throw HttpRefusedException.badRequest("the member '" + name + "_base64' is not in base64");
            }
        }
        return text(name).map(text -> EntityId.of(Json.utf8(text)));
    }

    private <T> Optional<T> take(String name, Class<T> type, String what) {
        Object value = left.remove(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw HttpRefusedException.badRequest("the member '" + name + "' is " + what);
        }
        return Optional.of(type.cast(value));
    }

    private static HttpRefusedException missing(String name) {
        return HttpRefusedException.badRequest("the object has no member '" + name + "', which is needed");
    }
}
