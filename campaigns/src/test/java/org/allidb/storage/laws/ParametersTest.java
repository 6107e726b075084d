package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.allidb.storage.api.config.Parameter;
import org.allidb.storage.api.config.StorageConfiguration;
import org.junit.jupiter.api.Test;

/** Every key of the configuration is asked for by what it is meant for: a key that has no effect is a lie in the file. */
class ParametersTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> location.matches(Pattern.compile(".*/allidb-storage-[a-z0-9-]+-[0-9].*"))
                    || location.matches(Pattern.compile(".*/[a-z0-9-]+/target/classes/.*")))
            .importPackages("org.allidb.storage");
    private static final List<String> CLIENTS = List.of("org.allidb.storage.shell.", "org.allidb.storage.demo.");

    @Test
    void everyParameterIsReadByAComponent() {
        List<String> ineffective = new ArrayList<>();
        int seen = 0;
        for (var section : StorageConfiguration.sections().entrySet()) {
            JavaClass options = CLASSES.get(section.getValue());
            for (JavaMethod method : options.getMethods()) {
                if (method.isAnnotatedWith(Parameter.class)) {
                    seen++;
                    if (!isRead(options, method, new HashSet<>())) {
                        String key = method.getAnnotationOfType(Parameter.class).key();
                        ineffective.add(section.getKey() + "." + key);
                    }
                }
            }
        }
        assertTrue(seen > 30, "only " + seen);
        assertEquals(List.of(), ineffective, "no component asks for these");
    }

    /** Whether a component reads a value, or what the options make of it. */
    private static boolean isRead(JavaClass options, JavaMethod method, Set<JavaMethod> looked) {
        return looked.add(method)
                && method.getAccessesToSelf().stream()
                        .map(JavaAccess::getOrigin)
                        .anyMatch(reader -> reader.getOwner().equals(options)
                                ? reader instanceof JavaMethod other && isRead(options, other, looked)
                                : CLIENTS.stream().noneMatch(reader.getOwner().getName()::startsWith));
    }
}
