package org.allidb.storage.server.internal.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.spi.http.HttpRefusedException;

/**
 * Keeps pages of other sites from calling the door by the browser of somebody who may. A page of another origin says so in {@code
 * Origin}. One that had its name resolve to this machine (DNS rebinding) is of the same origin, but its name is in {@code Host}.
 */
final class Origins {

    private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(?::([0-9]+))?");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|[a-z0-9.-]+\\.localhost|127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|\\[::1\\]");

    private Origins() {}

    /**
     * Refuses a request of a page that this door has not served.
     *
     * @param head the request
     * @param letInByPlace whether the caller may do what it may because it is on this machine, and not by a key
     */
    static void check(RequestHead head, boolean letInByPlace) {
        Optional<String> host = head.header("host");
        Optional<String> origin = head.header("origin");
        if (origin.isPresent() && !isSame(origin.get(), host.orElse(""))) {
            throw HttpRefusedException.forbidden("the page that sent this is of another origin than this door, and may"
                    + " not call it; a proxy must pass the header host on");
        }
        if (letInByPlace && host.isPresent() && !isLoopback(host.get())) {
            throw HttpRefusedException.forbidden("without a key the header host must be a name or address of this"
                    + " machine, such as localhost or 127.0.0.1; use that, or present a key");
        }
    }

    private static boolean isSame(String origin, String host) {
        int scheme = origin.indexOf("://");
        if (scheme < 0 || host.isEmpty()) {
            return false;
        }
        String port = origin.startsWith("https:") ? "443" : "80";
        return normal(origin.substring(scheme + 3), port).equals(normal(host, port));
    }

    private static String normal(String host, String usualPort) {
        Matcher parts = HOST.matcher(host.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return host;
        }
        return parts.group(1) + ":" + (parts.group(2) == null ? usualPort : parts.group(2));
    }

    private static boolean isLoopback(String host) {
        Matcher parts = HOST.matcher(host.toLowerCase(Locale.ROOT));
        return parts.matches() && LOOPBACK.matcher(parts.group(1)).matches();
    }
}
