package org.allidb.storage.config.osgi;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.Parameter;
import org.allidb.storage.api.config.StorageConfiguration;
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
            for (Map.Entry<String, Parameter> entry : Options.parameters(type).entrySet()) {
                attributes.add(new Attribute(
                        section + "." + entry.getKey(), entry.getValue(), Options.allowed(type, entry.getKey())));
            }
        });
        return new StorageDefinition(attributes.toArray(AttributeDefinition[]::new));
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
            return "The configuration of the storage platform, as in allidb.yaml";
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

    /** A parameter. Its value is text, which the engine checks. */
    private record Attribute(String path, Parameter parameter, String allowed) implements AttributeDefinition {

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
            return parameter.description() + " Takes " + allowed + ".";
        }

        @Override
        public int getCardinality() {
            return 0;
        }

        @Override
        public int getType() {
            return STRING;
        }

        @Override
        public String @Nullable [] getOptionValues() {
            return parameter.values().length == 0 ? null : parameter.values();
        }

        @Override
        public String @Nullable [] getOptionLabels() {
            return getOptionValues();
        }

        @Override
        public String validate(String value) {
            return "";
        }

        @Override
        public String[] getDefaultValue() {
            return new String[] {parameter.byDefault()};
        }
    }
}
