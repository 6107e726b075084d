package org.allidb.storage.api.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.allidb.storage.api.InvalidArgumentException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes the options of a section out of the values of its parameters, and checks the values on the way. Thread-safe.
 *
 * <p>A section is a sealed interface with a {@link Parameter} on each of its abstract methods. The one type that it permits
 * is a record of its package, whose components are these methods in the order of the file. So a parameter more changes
 * nothing for a program that reads others.
 */
@ProviderType
public final class Options {

    /** Kept, because reflection parses an annotation again for each new method object. */
    private static final ClassValue<List<Method>> METHODS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> section) {
            return Arrays.stream(implementation(section).getRecordComponents())
                    .map(component -> method(section, component.getName()))
                    .toList();
        }
    };

    private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> section) {
            return constructor(implementation(section));
        }
    };

    private Options() {}

    /**
     * Makes a section with every parameter at its default.
     *
     * @param <S> the section
     * @param section the section
     * @return the defaults
     */
    public static <S> S defaults(Class<S> section) {
        return make(section, Map.of());
    }

    /**
     * Makes a section with some parameters set and the others at their defaults.
     *
     * @param <S> the section
     * @param section the section
     * @param values values by key, as strings
     * @return the options
     * @throws InvalidArgumentException if a key is unknown or a value not allowed; names the key and what is allowed
     */
    public static <S> S make(Class<S> section, Map<String, String> values) {
        return section.cast(
                make(section, values, method -> parse(method, parameter(method).byDefault())));
    }

    /**
     * Returns the same options with some parameters changed.
     *
     * @param options what {@link #make} returned
     * @param changes values by key, as strings
     * @throws InvalidArgumentException if a key is unknown or a value not allowed
     */
    static Object changed(Object options, Map<String, String> changes) {
        return make(sectionOf(options), changes, method -> invoke(method, options));
    }

    private static Object make(Class<?> section, Map<String, String> values, Function<Method, Object> otherwise) {
        Map<String, String> rest = new LinkedHashMap<>(values);
        List<Method> methods = METHODS.get(section);
        Object[] arguments = new Object[methods.size()];
        for (int i = 0; i < arguments.length; i++) {
            Method method = methods.get(i);
            String given = rest.remove(parameter(method).key());
            arguments[i] = given == null ? otherwise.apply(method) : parse(method, given);
        }
        if (!rest.isEmpty()) {
            throw new InvalidArgumentException(
                    "unknown parameter '" + rest.keySet().iterator().next() + "' in section '" + section(section)
                            + "'; it has " + keys(section));
        }
        return construct(CONSTRUCTORS.get(section), arguments);
    }

    /**
     * Returns the values of a section's parameters.
     *
     * @param options what {@link #make} returned
     * @return values by key, as strings, in the order of the file
     */
    public static Map<String, String> values(Object options) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Method method : METHODS.get(sectionOf(options))) {
            values.put(parameter(method).key(), text(invoke(method, options)));
        }
        return values;
    }

    /**
     * Returns the parameters of a section.
     *
     * @param section the section
     * @return the parameters by key, in the order of the file
     */
    public static Map<String, Parameter> parameters(Class<?> section) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (Method method : METHODS.get(section)) {
            Parameter parameter = parameter(method);
            parameters.put(parameter.key(), parameter);
        }
        return parameters;
    }

    /**
     * Says in words what a parameter takes.
     *
     * @param section the section
     * @param key the parameter's key
     * @return for example {@code a whole number from 1 to 64}
     */
    public static String allowed(Class<?> section, String key) {
        for (Method method : METHODS.get(section)) {
            if (parameter(method).key().equals(key)) {
                return allowed(method);
            }
        }
        throw new InvalidArgumentException("section '" + section(section) + "' has no parameter '" + key + "'");
    }

    private static String allowed(Method method) {
        Parameter parameter = parameter(method);
        Class<?> type = method.getReturnType();
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

    private static Object parse(Method method, String text) {
        Parameter parameter = parameter(method);
        Class<?> type = method.getReturnType();
        String value = text.strip();
        try {
            if (type == boolean.class && (value.equals("true") || value.equals("false"))) {
                return value.equals("true");
            }
            if (type == String.class
                    && (parameter.values().length == 0
                            || Arrays.asList(parameter.values()).contains(value))) {
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
            throw notAllowed(method, value, e);
        }
        throw notAllowed(method, value, null);
    }

    private static InvalidArgumentException notAllowed(Method method, String value, @Nullable Throwable cause) {
        return new InvalidArgumentException(
                "'" + value + "' is no value for '" + parameter(method).key() + "' in section '"
                        + section(method.getDeclaringClass()) + "': it takes " + allowed(method),
                cause);
    }

    private static boolean inRange(double value, Parameter parameter) {
        return value >= parameter.min() && value <= parameter.max();
    }

    private static Parameter parameter(Method method) {
        return Objects.requireNonNull(method.getAnnotation(Parameter.class), () -> method + " carries no @Parameter");
    }

    private static Class<?> sectionOf(Object options) {
        return options.getClass().getInterfaces()[0];
    }

    private static String section(Class<?> type) {
        Section section = type.getAnnotation(Section.class);
        return section == null ? type.getSimpleName() : section.value();
    }

    private static String keys(Class<?> type) {
        return String.join(", ", parameters(type).keySet());
    }

    private static String[] enumNames(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }

    private static String text(Object value) {
        return switch (value) {
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> Long.toString(number.longValue());
            default -> String.valueOf(value);
        };
    }

    /** Returns the one record that a section permits. */
    private static Class<?> implementation(Class<?> section) {
        return section.getPermittedSubclasses()[0];
    }

    private static Method method(Class<?> section, String name) {
        try {
            return section.getMethod(name);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(section + " has no parameter " + name, e);
        }
    }

    private static Object invoke(Method method, Object options) {
        try {
            return method.invoke(options);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + method, e);
        }
    }

    private static Constructor<?> constructor(Class<?> type) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }

    private static Object construct(Constructor<?> constructor, Object[] arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException("cannot make " + constructor.getDeclaringClass(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + constructor.getDeclaringClass(), e);
        }
    }
}
