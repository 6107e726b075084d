package org.allidb.storage.server.internal.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description of the routes and the routes are the same. */
class DescriptionTest {

    private static final Map<?, ?> DESCRIPTION = new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(new String(PlatformRoutes.description(), StandardCharsets.UTF_8));

    private static Map<?, ?> map(Object value, String... path) {
        Object at = value;
        for (String name : path) {
            at = ((Map<?, ?>) at).get(name);
        }
        return (Map<?, ?>) at;
    }

    @Test
    void eachRouteIsDescribedAndNothingElse() {
        TreeSet<String> described = new TreeSet<>();
        map(DESCRIPTION, "paths")
                .forEach((path, methods) -> map(methods).keySet().stream()
                        .filter(method -> !method.equals("parameters"))
                        .forEach(method -> described.add(path + " " + method)));
        assertEquals(
                RestResource.routes().stream()
                        .map(route -> "/" + route.pattern() + " "
                                + route.method().name().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new)),
                described);
    }

    /** Each reference leads somewhere, and each route says what it answers and refuses. */
    @Test
    void eachRouteSaysWhatItAnswers() {
        Map<?, ?> shared = map(DESCRIPTION, "components", "responses");
        map(DESCRIPTION, "paths")
                .forEach((path, methods) -> map(methods).forEach((method, operation) -> {
                    if (!method.equals("parameters")) {
                        Map<?, ?> responses = map(operation, "responses");
                        assertTrue(
                                responses.keySet().stream().anyMatch(status -> ((String) status).startsWith("2")),
                                path + "");
                        assertTrue(responses.containsKey("401"), path + " " + method);
                        responses.forEach((status, response) -> {
                            Object reference = map(response).get("$ref");
                            if (reference != null) {
                                assertEquals("#/components/responses/" + status, reference);
                                assertTrue(shared.containsKey(status), path + " " + status);
                            }
                        });
                    }
                }));
    }
}
