package org.allidb.storage.plugins;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.allidb.storage.api.Provider;

/** The built-in parts, and what stands in front of one. */
final class Sound {

    private Sound() {}

    /** Stands in front of the calls of a part. */
    interface Front {
        Object call(Method method, Object[] arguments, Callable<Object> sound) throws Throwable;
    }

    /** Returns the built-in provider of a name. */
    static <P extends Provider> P builtIn(ServiceLoader<P> providers, String name) {
        return providers.stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns a part whose calls go through a front. */
    static <T> T behind(Front front, Class<T> type, T part) {
        return type.cast(Proxy.newProxyInstance(
                Sound.class.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                    Callable<Object> sound = () -> {
                        try {
                            return method.invoke(part, args);
                        } catch (InvocationTargetException e) {
                            throw asException(e.getCause());
                        }
                    };
                    return switch (method.getName()) {
                        case "hashCode" -> System.identityHashCode(self);
                        case "equals" -> self == args[0];
                        default -> front.call(method, args, sound);
                    };
                }));
    }

    private static Exception asException(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (Exception) failure;
    }
}
