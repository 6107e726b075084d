package org.allidb.storage.api.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.allidb.storage.api.InvalidArgumentException;
import org.osgi.annotation.versioning.ProviderType;

/** Makes option records out of the values of their parameters, and checks the values on the way. */
@ProviderType
public final class Options {

    /** Kept, because each component that reflection makes anew parses its annotation again. */
    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            return type.getRecordComponents();
        }
    };

    private Options() {}

    /**
     * A record with every parameter at its default.
     *
     * @param <R> the record's type
     * @param type a record whose components all carry {@link Parameter}
     * @return the defaults
     */
    public static <R extends Record> R defaults(Class<R> type) {
        return make(type, Map.of());
    }

    /**
     * A record with some parameters set and the others at their defaults.
     *
     * @param <R> the record's type
     * @param type a record whose components all carry {@link Parameter}
     * @param values values by key, as strings
     * @return the record
     * @throws InvalidArgumentException if a key is unknown or a value not allowed; names the key and what is allowed
     */
    public static <R extends Record> R make(Class<R> type, Map<String, String> values) {
        Map<String, String> rest = new LinkedHashMap<>(values);
        RecordComponent[] components = COMPONENTS.get(type);
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Parameter parameter = parameter(components[i]);
            String given = rest.remove(parameter.key());
            arguments[i] = parse(components[i], given == null ? parameter.byDefault() : given);
        }
        if (!rest.isEmpty()) {
            throw new InvalidArgumentException("unknown parameter '" + rest.keySet().iterator().next() + "' in section '"
                    + section(type) + "'; it has " + keys(type));
        }
        return construct(type, components, arguments);
    }

    /**
     * The values of a record's parameters.
     *
     * @param options a record whose components all carry {@link Parameter}
     * @return values by key, as strings, in the order of the components
     */
    public static Map<String, String> values(Record options) {
        Map<String, String> values = new LinkedHashMap<>();
        for (RecordComponent component : COMPONENTS.get(options.getClass())) {
            values.put(parameter(component).key(), text(invoke(component, options)));
        }
        return values;
    }

    /**
     * The parameters of a record.
     *
     * @param type the record's type
     * @return the parameters by key, in the order of the components
     */
    public static Map<String, Parameter> parameters(Class<? extends Record> type) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (RecordComponent component : COMPONENTS.get(type)) {
            Parameter parameter = parameter(component);
            parameters.put(parameter.key(), parameter);
        }
        return parameters;
    }

    /**
     * What may stand for a parameter, in words.
     *
     * @param type the record's type
     * @param key the parameter's key
     * @return for example {@code a whole number from 1 to 64}
     */
    public static String allowed(Class<? extends Record> type, String key) {
        for (RecordComponent component : COMPONENTS.get(type)) {
            if (parameter(component).key().equals(key)) {
                return allowed(component);
            }
        }
        throw new InvalidArgumentException("section '" + section(type) + "' has no parameter '" + key + "'");
    }

    private static String allowed(RecordComponent component) {
        Parameter parameter = parameter(component);
        Class<?> type = component.getType();
        if (type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of " + String.join(", ", enumNames(type));
        }
        if (type == String.class) {
            return parameter.values().length == 0 ? "a string" : "one of " + String.join(", ", parameter.values());
        }
        String number = type == double.class ? "a number" : "a whole number";
        String min = text(parameter.min());
        return parameter.max() >= Long.MAX_VALUE
                ? number + " of at least " + min
                : number + " from " + min + " to " + text(parameter.max());
    }

    private static Object parse(RecordComponent component, String text) {
        Parameter parameter = parameter(component);
        Class<?> type = component.getType();
        String value = text.strip();
        try {
            if (type == boolean.class && (value.equals("true") || value.equals("false"))) {
                return value.equals("true");
            }
            if (type == String.class
                    && (parameter.values().length == 0 || Arrays.asList(parameter.values()).contains(value))) {
                return value;
            }
            if (type.isEnum()) {
                for (Object constant : type.getEnumConstants()) {
                    if (((Enum<?>) constant).name().equalsIgnoreCase(value)) {
                        return constant;
                    }
                }
            }
            if (type == double.class && inRange(Double.parseDouble(value), parameter)) {
                return Double.parseDouble(value);
            }
            if (type == long.class && inRange((double) Long.parseLong(value), parameter)) {
                return Long.parseLong(value);
            }
            if (type == int.class && inRange(Integer.parseInt(value), parameter)) {
                return Integer.parseInt(value);
            }
        } catch (NumberFormatException e) {
            throw notAllowed(component, value, e);
        }
        throw notAllowed(component, value, null);
    }

    private static InvalidArgumentException notAllowed(
            RecordComponent component, String value, @org.jspecify.annotations.Nullable Throwable cause) {
        return new InvalidArgumentException(
                "'" + value + "' is no value for '" + parameter(component).key() + "' in section '"
                        + section(component.getDeclaringRecord()) + "': it takes " + allowed(component),
                cause);
    }

    private static boolean inRange(double value, Parameter parameter) {
        return value >= parameter.min() && value <= parameter.max();
    }

    private static Parameter parameter(RecordComponent component) {
        return Objects.requireNonNull(
                component.getAnnotation(Parameter.class), () -> component + " carries no @Parameter");
    }

    private static String section(Class<?> type) {
        Section section = type.getAnnotation(Section.class);
        return section == null ? type.getSimpleName() : section.value();
    }

    private static String keys(Class<? extends Record> type) {
        return String.join(", ", parameters(type).keySet());
    }

    private static String[] enumNames(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(java.util.Locale.ROOT))
                .toArray(String[]::new);
    }

    private static String text(Object value) {
        return switch (value) {
            case Enum<?> constant -> constant.name().toLowerCase(java.util.Locale.ROOT);
            case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
                Long.toString(number.longValue());
            default -> String.valueOf(value);
        };
    }

    private static Object invoke(RecordComponent component, Record options) {
        try {
            return component.getAccessor().invoke(options);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static <R extends Record> R construct(Class<R> type, RecordComponent[] components, Object[] arguments) {
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException("cannot make " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }
}
