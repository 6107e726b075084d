package org.allidb.storage.server.internal.net;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares values with the schemas of a description, as far as it uses JSON Schema. A word that is not known here is an error. */
final class Schemas {

    private static final String REFERENCE = "#/";

    private final Map<?, ?> description;

    Schemas(Map<?, ?> description) {
        this.description = description;
    }

    /** Returns what a reference leads to; any other object is returned as it is. */
    Map<?, ?> resolve(Object object) {
        Map<?, ?> found = (Map<?, ?>) object;
        if (found.get("$ref") instanceof String reference) {
            Object at = description;
            for (String name : reference.substring(REFERENCE.length()).split("/", -1)) {
                at = ((Map<?, ?>) at).get(name);
            }
            return (Map<?, ?>) at;
        }
        return found;
    }

    /** Returns how a value differs from a schema. */
    List<String> differences(Object schema, Object value) {
        List<String> found = new ArrayList<>();
        compare(resolve(schema), value, "body", found);
        return found;
    }

    private void compare(Map<?, ?> schema, Object value, String at, List<String> found) {
        schema.forEach((word, says) -> {
            switch ((String) word) {
                case "description", "items", "properties", "additionalProperties" -> {
                    // of the first there is nothing to compare, the others follow
                }
                case "type" -> {
                    List<?> types = says instanceof List<?> several ? several : List.of(says);
                    if (types.stream().noneMatch(type -> isOf((String) type, value))) {
                        found.add(at + " is no " + says + " but " + value);
                    }
                }
                case "enum" -> {
                    if (!((List<?>) says).contains(value)) {
                        found.add(at + " is none of " + says + " but " + value);
                    }
                }
                case "format" -> {
                    if (!says.equals("date-time") || !isMoment(value)) {
                        found.add(at + " is no " + says + " but " + value);
                    }
                }
                case "required" -> {
                    for (Object name : (List<?>) says) {
                        if (!(value instanceof Map<?, ?> object && object.containsKey(name))) {
                            found.add(at + " has no " + name);
                        }
                    }
                }
                case "anyOf" -> {
                    if (((List<?>) says)
                            .stream().noneMatch(one -> differences(one, value).isEmpty())) {
                        found.add(at + " is of no schema: " + value);
                    }
                }
                default -> found.add(at + ": the schema has the word " + word + ", which is not compared");
            }
        });
        if (value instanceof Map<?, ?> object) {
            members(schema, object, at, found);
        } else if (value instanceof List<?> array && schema.containsKey("items")) {
            for (int i = 0; i < array.size(); i++) {
                compare(resolve(schema.get("items")), array.get(i), at + "[" + i + "]", found);
            }
        }
    }

    private void members(Map<?, ?> schema, Map<?, ?> object, String at, List<String> found) {
        Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> properties ? properties : Map.of();
        Object others = schema.get("additionalProperties");
        object.forEach((name, member) -> {
            String place = at + "." + name;
            if (known.get(name) instanceof Map<?, ?> described) {
                compare(resolve(described), member, place, found);
            } else if (others instanceof Map<?, ?> described) {
                compare(resolve(described), member, place, found);
            } else if (Boolean.FALSE.equals(others)) {
                found.add(place + " is not described");
            }
        });
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "number" -> value instanceof Number;
            case "integer" -> Set.of(Integer.class, Long.class).contains(value.getClass());
            case "array" -> value instanceof List || value instanceof float[];
            case "object" -> value instanceof Map;
            default -> false;
        };
    }

    private static boolean isMoment(Object value) {
        try {
            Instant _ = Instant.parse((String) value);
            return true;
        } catch (ClassCastException | DateTimeParseException e) {
            return false;
        }
    }
}
