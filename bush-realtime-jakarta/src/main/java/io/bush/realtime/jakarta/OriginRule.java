package io.bush.realtime.jakarta;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect (contract §3.17). Thread safety: immutable.
 */
final class OriginRule {

    private static final String ANY = "*";
    private static final Pattern FORM =
            Pattern.compile("https?://(\\*\\.)?([a-z0-9-]+(\\.[a-z0-9-]+)*|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    private final List<String> allowed;

    OriginRule(List<String> allowed) {
        this.allowed = allowed.stream().map(it -> it.toLowerCase(Locale.ROOT)).toList();
    }

    static void check(String entry) {
        if (!entry.equals(ANY) && !FORM.matcher(entry.toLowerCase(Locale.ROOT)).matches()) {
            throw new IllegalArgumentException("origins has \"" + entry
                    + "\", allowed: http(s)://host, http(s)://host:port, http(s)://*.host, each without a path, or *");
        }
    }

    /**
     * Judges a request.
     *
     * @param origin the header; null when absent
     * @param host the request's {@code Host} header; null when absent
     */
    boolean allows(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String asked = origin.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(asked).matches() || asked.contains(ANY)) {
            return false;
        }
        URI page = URI.create(asked);
        return isSame(page, host) || allowed.stream().anyMatch(it -> it.equals(ANY) || matches(it, page));
    }

    /** A {@code Host} without a port means the page's scheme's own: a proxy may have ended TLS before us. */
    private static boolean isSame(URI page, @Nullable String host) {
        if (host == null) {
            return false;
        }
        String own = host.toLowerCase(Locale.ROOT);
        String withPort = page.getHost() + ":" + port(page);
        return own.equals(withPort) || (port(page) == defaultPort(page) && own.equals(page.getHost()));
    }

    private static boolean matches(String entry, URI page) {
        URI rule = URI.create(entry.replace("*.", "any."));
        boolean below = entry.contains("*.");
        String name = below ? rule.getHost().substring("any".length()) : rule.getHost();
        return rule.getScheme().equals(page.getScheme())
                && port(rule) == port(page)
                && (below ? page.getHost().endsWith(name) : page.getHost().equals(name));
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? defaultPort(uri) : uri.getPort();
    }

    private static int defaultPort(URI uri) {
        return uri.getScheme().equals("https") ? 443 : 80;
    }
}
