package org.allidb.storage.config.osgi;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.Parameter;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.config.internal.ParameterMarks;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The description of all parameters for configuration tools, made from the records that define the parameters. */
@Component(service = MetaTypeProvider.class, property = "metatype.pid=" + YamlConfigurationComponent.PID)
public final class StorageMetatype implements MetaTypeProvider {

    /** Called by the container. */
    public StorageMetatype() {}

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
        List<AttributeDefinition> attributes = new ArrayList<>();
        StorageConfiguration.sections().forEach((section, type) -> {
            Options.parameters(type)
                    .forEach((key, parameter) -> attributes.add(
                            new Attribute(section + "." + key, parameter, type, ofValue(type, parameter))));
        });
        return new StorageDefinition(attributes.toArray(AttributeDefinition[]::new));
    }

    /** Returns the type of the method that a parameter is declared on. */
    private static Class<?> ofValue(Class<?> section, Parameter parameter) {
        return Arrays.stream(section.getMethods())
                .filter(method -> parameter.equals(method.getAnnotation(Parameter.class)))
                .<Class<?>>map(Method::getReturnType)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String @Nullable [] getLocales() {
        return null;
    }

    /** The whole configuration. */
    private record StorageDefinition(AttributeDefinition[] attributes) implements ObjectClassDefinition {

        @Override
        public String getName() {
            return "AlliDB Storage";
        }

        @Override
        public String getID() {
            return YamlConfigurationComponent.PID;
        }

        @Override
        public String getDescription() {
            return "The configuration of the storage platform, as in allidb.yaml. " + ParameterMarks.MEANING;
        }

        @Override
        public AttributeDefinition[] getAttributeDefinitions(int filter) {
            return filter == OPTIONAL ? new AttributeDefinition[0] : attributes;
        }

        @Override
        public @Nullable InputStream getIcon(int size) {
            return null;
        }
    }

    /**
     * A parameter.
     *
     * @param path its section and key
     * @param parameter what describes it
     * @param section the type of its section
     * @param ofValue the type of its value
     */
    private record Attribute(String path, Parameter parameter, Class<?> section, Class<?> ofValue)
            implements AttributeDefinition {

        @Override
        public String getName() {
            return path;
        }

        @Override
        public String getID() {
            return path;
        }

        @Override
        public String getDescription() {
            return parameter.description() + " Takes " + Options.allowed(section, parameter.key()) + "."
                    + ParameterMarks.of(parameter);
        }

        @Override
        public int getCardinality() {
            return 0;
        }

        @Override
        public int getType() {
            if (ofValue == boolean.class) {
                return BOOLEAN;
            }
            if (ofValue == int.class) {
                return INTEGER;
            }
            if (ofValue == long.class) {
                return LONG;
            }
            return ofValue == double.class ? DOUBLE : STRING;
        }

        @Override
        public String @Nullable [] getOptionValues() {
            if (ofValue.isEnum()) {
                return Arrays.stream(ofValue.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                        .toArray(String[]::new);
            }
            return parameter.values().length == 0 ? null : parameter.values();
        }

        @Override
        public String @Nullable [] getOptionLabels() {
            return getOptionValues();
        }

        @Override
        public String validate(String value) {
            try {
                Options.make(section, Map.of(parameter.key(), value));
                return "";
            } catch (InvalidArgumentException e) {
                return String.valueOf(e.getMessage());
            }
        }

        @Override
        public String[] getDefaultValue() {
            return new String[] {parameter.byDefault()};
        }
    }
}
