package org.allidb.storage.laws;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The signatures that a type shows to other bundles, as lines of text in an order of their own. */
final class Signatures {

    private Signatures() {}

    /** The lines of a public type and of the public types in it. */
    static List<String> of(Class<?> type) {
        List<String> lines = new ArrayList<>();
        lines.add(shorten(type.toGenericString()) + ancestors(type));
        Stream.of(type.getDeclaredFields())
                .filter(Signatures::isShown)
                .map(Field::toGenericString)
                .map(text -> "  " + unqualified(text, type))
                .sorted()
                .forEach(lines::add);
        Stream.of(type.getDeclaredConstructors())
                .filter(Signatures::isShown)
                .map(Constructor::toGenericString)
                .map(text -> "  " + shorten(text))
                .sorted()
                .forEach(lines::add);
        Stream.of(type.getDeclaredMethods())
                .filter(Signatures::isShown)
                .map(Method::toGenericString)
                .map(text -> "  " + unqualified(text, type))
                .sorted()
                .forEach(lines::add);
        Arrays.stream(type.getDeclaredClasses())
                .filter(inner -> isShown(inner.getModifiers()))
                .sorted(Comparator.comparing(Class::getName))
                .forEach(inner -> lines.addAll(of(inner)));
        return lines;
    }

    private static String ancestors(Class<?> type) {
        List<String> names = new ArrayList<>();
        if (type.getSuperclass() != null
                && type.getSuperclass() != Object.class
                && !type.isEnum()
                && !type.isRecord()) {
            names.add(type.getGenericSuperclass().getTypeName());
        }
        Arrays.stream(type.getGenericInterfaces()).forEach(each -> names.add(each.getTypeName()));
        return names.isEmpty() ? "" : " : " + shorten(String.join(", ", names));
    }

    private static boolean isShown(Field field) {
        return isShown(field.getModifiers()) && !field.isSynthetic();
    }

    private static boolean isShown(Executable executable) {
        return isShown(executable.getModifiers()) && !executable.isSynthetic();
    }

    private static boolean isShown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Without the name of the type that the line stands below. */
    private static String unqualified(String text, Class<?> type) {
        return shorten(text.replace(" " + type.getTypeName() + ".", " "));
    }

    /** Without the packages that every reader knows. */
    private static String shorten(String text) {
        return text.replace("org.allidb.storage.", "")
                .replaceAll("java\\.(lang|util|util\\.function|time|io|nio\\.file)\\.(?=[A-Z])", "");
    }
}
