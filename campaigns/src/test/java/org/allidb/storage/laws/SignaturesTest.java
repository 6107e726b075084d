package org.allidb.storage.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What other bundles see of ours is a text in the repository, so that each change of it is a line in a review. After a
 * change that is meant, {@code -Dallidb.golden.update=true} writes the texts again.
 */
class SignaturesTest {

    private static final String HOUSE = "org.allidb.storage.";
    private static final List<String> MODULES = List.of("api", "spi", "kernel", "testkit", "metrics");
    private static final Path TEXTS = Path.of("src/test/resources/signatures");

    /** Values that are complete as they are: another component would make them another thing. */
    private static final Set<String> CLOSED_RECORDS =
            Set.of("api.bootstrap.ConfigurationSource$Value", "api.config.ThrottleLimits", "spi.entry.RangeTombstone");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> location.matches(Pattern.compile(".*/allidb-storage-[a-z0-9-]+-[0-9].*"))
                    || location.matches(Pattern.compile(".*/[a-z0-9-]+/target/classes/.*")))
            .importPackages("org.allidb.storage");

    @ParameterizedTest
    @ValueSource(strings = {"api", "spi", "kernel", "testkit", "metrics"})
    void exportedSignaturesAreThoseOfTheText(String module) throws IOException {
        Path text = TEXTS.resolve(module + ".txt");
        String found = signatures(module);
        if (Boolean.getBoolean("allidb.golden.update")) {
            Files.writeString(text, found);
        }
        assertEquals(
                Files.readString(text),
                found,
                "the signatures of " + module + " changed; if that is meant, run this test with"
                        + " -Dallidb.golden.update=true and look at the difference");
    }

    /** A record shows its constructor: one component more breaks each caller. */
    @Test
    void exportedRecordsAreClosedValues() {
        List<String> open = new ArrayList<>();
        for (JavaClass each : CLASSES) {
            String name = each.getName().startsWith(HOUSE) ? each.getName().substring(HOUSE.length()) : "";
            if ((name.startsWith("api.") || name.startsWith("spi."))
                    && each.isRecord()
                    && each.getModifiers().contains(JavaModifier.PUBLIC)
                    && !CLOSED_RECORDS.contains(name)) {
                open.add(name);
            }
        }
        assertEquals(List.of(), open);
    }

    /** What a signature mentions, also as an argument of a generic type, can be named by who calls it. */
    @Test
    void exportedSignaturesMentionExportedTypesAlone() {
        Set<String> hidden = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            if (isExported(each)) {
                mentions(each.getName(), ancestors(each), hidden);
                each.getCodeUnits().stream()
                        .filter(unit -> isShown(unit.getModifiers()))
                        .forEach(unit -> mentions(unit.getFullName(), mentionedBy(unit), hidden));
                each.getFields().stream()
                        .filter(field -> isShown(field.getModifiers()))
                        .forEach(field -> mentions(field.getFullName(), Stream.of(field.getType()), hidden));
            }
        }
        assertEquals(Set.of(), hidden);
    }

    private static Stream<JavaType> ancestors(JavaClass type) {
        return Stream.concat(
                Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream()),
                type.getTypeParameters().stream());
    }

    private static Stream<JavaType> mentionedBy(JavaCodeUnit unit) {
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getTypeParameters().stream(),
                        unit.getExceptionTypes().stream())
                .flatMap(types -> types);
    }

    private static void mentions(String signature, Stream<? extends JavaType> types, Set<String> hidden) {
        types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .filter(type -> type.getPackageName().startsWith("org.allidb.") && !isExported(type))
                .forEach(type -> hidden.add(signature + " mentions " + type.getName()));
    }

    private static boolean isShown(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean isExported(JavaClass type) {
        // what is nested in a type that nobody else sees is not seen either
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(SignaturesTest::isExported).orElse(true)
                && MODULES.stream().anyMatch(module -> isExportedBy(module, type.getPackageName()));
    }

    private static boolean isExportedBy(String module, String name) {
        return (name + ".").startsWith(HOUSE + module + ".") && !name.contains(".internal") && !name.endsWith(".osgi");
    }

    private static String signatures(String module) {
        TreeMap<String, List<String>> packages = new TreeMap<>();
        for (JavaClass each : CLASSES.stream()
                .sorted(Comparator.comparing(JavaClass::getName))
                .toList()) {
            String inPackage = each.getPackageName();
            if (isExportedBy(module, inPackage)) {
                List<String> lines = packages.computeIfAbsent(inPackage, name -> new ArrayList<>());
                if (each.isTopLevelClass() && each.getModifiers().contains(JavaModifier.PUBLIC)) {
                    lines.addAll(Signatures.of(each.reflect()));
                }
            }
        }
        assertFalse(packages.isEmpty(), "no class of " + module + " was found");
        StringBuilder text = new StringBuilder();
        packages.forEach((name, lines) -> text.append("package ")
                .append(name)
                .append(' ')
                .append(version(name))
                .append('\n')
                .append(String.join("\n", lines))
                .append("\n\n"));
        return text.toString();
    }

    private static String version(String inPackage) {
        return CLASSES.get(inPackage + ".package-info")
                .getAnnotationOfType("org.osgi.annotation.versioning.Version")
                .get("value")
                .orElseThrow()
                .toString();
    }
}
