package org.allidb.storage.laws;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.allidb.storage.api.config.Parameter;
import org.allidb.storage.api.config.StorageConfiguration;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every key of the configuration is asked for by what it is meant for: a key that has no effect is a lie in the file. */
class ParametersTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> location.matches(Pattern.compile(".*/allidb-storage-[a-z0-9-]+-[0-9].*"))
                    || location.matches(Pattern.compile(".*/[a-z0-9-]+/target/classes/.*")))
            .importPackages("org.allidb.storage");
    private static final List<String> CLIENTS = List.of("org.allidb.storage.shell.", "org.allidb.storage.demo.");
    private static final Set<String> OF_EVERY_RECORD = Set.of("equals", "hashCode", "toString", "<init>");

    @Test
    void everyParameterIsReadByAComponent() {
        List<String> ineffective = new ArrayList<>();
        int seen = 0;
        for (var section : StorageConfiguration.sections().entrySet()) {
            JavaClass options = CLASSES.get(section.getValue());
            for (RecordComponent component : section.getValue().getRecordComponents()) {
                seen++;
                if (!isRead(options, component.getName(), new HashSet<>())) {
                    String key = component.getAccessor().isAnnotationPresent(Parameter.class)
                            ? component.getAccessor().getAnnotation(Parameter.class).key()
                            : component.getName();
                    ineffective.add(section.getKey() + "." + key);
                }
            }
        }
        assertTrue(seen > 30, "only " + seen);
        assertEquals(List.of(), ineffective, "nobody asks for these");
    }

    /** Whether somebody else reads a value, or what the options make of it. */
    private static boolean isRead(JavaClass options, String name, Set<String> looked) {
        if (!looked.add(name)) {
            return false;
        }
        Stream<JavaCodeUnit> readers = Stream.concat(
                options.tryGetField(name).stream()
                        .flatMap(field -> field.getAccessesToSelf().stream().map(access -> access.getOrigin())),
                options.getMethods().stream()
                        .filter(method -> method.getName().equals(name))
                        .flatMap(method -> method.getAccessesToSelf().stream().map(access -> access.getOrigin())));
        return readers.anyMatch(reader -> reader.getOwner().equals(options)
                ? !OF_EVERY_RECORD.contains(reader.getName()) && isRead(options, reader.getName(), looked)
                : CLIENTS.stream().noneMatch(reader.getOwner().getName()::startsWith));
    }
}
