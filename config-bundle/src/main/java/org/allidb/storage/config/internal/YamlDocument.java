package org.allidb.storage.config.internal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.config.internal.ConfigurationValues.Place;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A configuration file as a tree of nodes that know their lines. Nothing but strings is constructed from it. */
final class YamlDocument {

    private static final String ROOT = "storage";
    private static final int MAX_CODE_POINTS = 1 << 20;
    private static final int MAX_DEPTH = 16;

    private final String source;
    private final String text;

    YamlDocument(String source, String text) {
        this.source = source;
        this.text = text;
    }

    void readInto(ConfigurationValues values) {
        Node root = compose();
        if (root == null || isNull(root)) {
            return;
        }
        for (Map.Entry<String, Node> entry : entries(root, "the file").entrySet()) {
            if (!entry.getKey().equals(ROOT)) {
                throw place(entry.getValue())
                        .error(
                                entry.getKey(),
                                "there is no key '" + entry.getKey() + "'; everything is under '" + ROOT + "'",
                                null);
            }
            if (isNull(entry.getValue())) {
                continue;
            }
            entries(entry.getValue(), ROOT).forEach((section, node) -> readSection(section, node, values));
        }
    }

    private void readSection(String section, Node node, ConfigurationValues values) {
        if (!ConfigurationValues.sections().containsKey(section)) {
            values.set(place(node), section, "", "");
        }
        if (isNull(node)) {
            return;
        }
        String path = ROOT + "." + section;
        entries(node, path).forEach((key, value) -> {
            if (section.equals(DeclaredTenant.SECTION) && key.equals(DeclaredTenant.KEY)) {
                if (!isNull(value)) {
                    readTenants(path + "." + key, value, values);
                }
            } else {
                values.set(place(value), section, key, single(path + "." + key, value));
            }
        });
    }

    private void readTenants(String path, Node node, ConfigurationValues values) {
        Map<String, Node> tenants = entries(node, path);
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            ScalarNode id = (ScalarNode) tuple.getKeyNode();
            DeclaredTenant tenant = DeclaredTenant.at(place(id), path, id.getValue());
            Node settings = Objects.requireNonNull(tenants.get(id.getValue()));
            if (!isNull(settings)) {
                entries(settings, tenant.path()).forEach((key, value) -> readSetting(tenant, key, value));
            }
            values.declare(tenant.declaration());
        }
    }

    private void readSetting(DeclaredTenant tenant, String key, Node value) {
        String path = tenant.path() + "." + key;
        if (key.equals(DeclaredTenant.VECTORS)) {
            entries(value, path)
                    .forEach((name, components) ->
                            tenant.setVector(place(components), name, single(path + "." + name, components)));
        } else if (key.equals(DeclaredTenant.PARAMETERS)) {
            tenant.setsParameters();
            if (!isNull(value)) {
                entries(value, path)
                        .forEach((name, parameter) ->
                                tenant.setParameter(place(parameter), name, single(path + "." + name, parameter)));
            }
        } else {
            tenant.set(place(value), key, single(path, value));
        }
    }

    private String single(String path, Node node) {
        if (!(node instanceof ScalarNode scalar) || isNull(node)) {
            throw place(node).error(path, "a single value must stand here", null);
        }
        return scalar.getValue();
    }

    private @Nullable Node compose() {
        try {
            return composeWithLimits();
        } catch (LinkageError e) {
            throw new ComponentMissingException(
                    "configuration",
                    "yaml",
                    "the snakeyaml on the class path is too old to read " + source + " (" + e.getMessage()
                            + "): use org.yaml:snakeyaml 2.2 or newer; in a build with a parent or a BOM of others,"
                            + " set its version there");
        }
    }

    private @Nullable Node composeWithLimits() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setAllowRecursiveKeys(false);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_CODE_POINTS);
        try {
            return new Yaml(new SafeConstructor(options)).compose(new java.io.StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new Place(source, line).error("", "this is no YAML that is understood: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new Place(source, 0).error("", "this is no YAML that is understood: " + e.getMessage(), e);
        }
    }

    private Map<String, Node> entries(Node node, String what) {
        if (!(node instanceof MappingNode mapping)) {
            throw place(node).error(what.equals("the file") ? "" : what, what + " must hold keys and values", null);
        }
        Map<String, Node> entries = new java.util.LinkedHashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        Set<Node> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                throw place(tuple.getKeyNode()).error("", "a key must be a plain word", null);
            }
            String key = keyNode.getValue();
            if (tuple.getValueNode() != null && !seen.add(tuple.getValueNode())) {
                throw place(keyNode).error(key, "aliases are not allowed; write the value out", null);
            }
            Integer before = lines.put(key, place(keyNode).line());
            if (before != null) {
                throw place(keyNode).error(key, "the key '" + key + "' is there twice, first in line " + before, null);
            }
            entries.put(key, tuple.getValueNode());
        }
        return entries;
    }

    private Place place(Node node) {
        return new Place(source, node.getStartMark().getLine() + 1);
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }
}
