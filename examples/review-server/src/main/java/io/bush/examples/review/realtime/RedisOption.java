package io.bush.examples.review.realtime;

import io.bush.examples.review.StartFailure;
import io.bush.realtime.redis.RedisAddress;
import io.bush.realtime.redis.RedisCredentials;
import io.bush.realtime.redis.RedisSettings;
import io.bush.realtime.redis.RedisTiming;
import io.bush.realtime.redis.RedisTls;
import io.bush.realtime.redis.RedisTopology;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --redis} says: one address for a server, for Sentinels or for a cluster. Thread safety: immutable.
 *
 * @param shown the address without its password
 * @param settings what it stands for
 */
public record RedisOption(String shown, RedisSettings settings) {

    private static final String ALLOWED = "redis://[[user]:password@]host[:port][/database],"
            + " redis-sentinel://…host[:port],host[:port]/master[/database] or redis-cluster://…host[:port],host[:port];"
            + " rediss… for TLS; then ?prefix=NAME, timeout=DURATION, and with TLS ca=FILE, cert=FILE, key=FILE, joined by &";
    private static final Pattern URI = Pattern.compile(
            "redis(?<tls>s?)(?<kind>|-sentinel|-cluster)://((?<login>.*)@)?(?<hosts>[^/?@]+)(/(?<path>[^?]*))?(\\?(?<query>.*))?");
    private static final Pattern HOST =
            Pattern.compile("(\\[(?<six>[0-9a-fA-F:.]+)]|(?<name>[^:\\[\\]]+))(:(?<port>\\d{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("\\d{1,5}");
    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    /**
     * Reads an address.
     *
     * @param text the option's value
     * @return what it says
     * @throws StartFailure when it is none; the message shows it without its password, and what is allowed
     */
    public static RedisOption parse(String text) {
        Matcher uri = URI.matcher(text);
        if (!uri.matches()) {
            throw new StartFailure("--redis is " + shown(text) + ", allowed: " + ALLOWED);
        }
        try {
            Map<String, String> query = query(uri.group("query"));
            RedisSettings settings = RedisSettings.over(topology(uri))
                    .with(login(uri.group("login")))
                    .with(uri.group("tls").isEmpty() ? null : tls(query));
            String prefix = query.remove("prefix");
            String timeout = query.remove("timeout");
            if (!query.isEmpty()) {
                throw new IllegalArgumentException("it does not know " + String.join(", ", query.keySet()));
            }
            RedisSettings timed = timeout == null ? settings : settings.with(timing(timeout));
            return new RedisOption(shown(text), prefix == null ? timed : timed.withPrefix(prefix));
        } catch (IllegalArgumentException e) {
            throw new StartFailure("--redis is " + shown(text) + " (" + e.getMessage() + "), allowed: " + ALLOWED, e);
        }
    }

    private static String shown(String text) {
        return text.replaceFirst("//.*@", "//***@");
    }

    private static RedisTopology topology(Matcher uri) {
        String path = uri.group("path") == null ? "" : uri.group("path");
        return switch (uri.group("kind")) {
            case "-sentinel" -> {
                String[] parts = path.split("/", 2);
                int database = database(parts.length < 2 ? "" : parts[1]);
                yield new RedisTopology.Sentinel(decoded(parts[0]), hosts(uri, SENTINEL_PORT), database, null);
            }
            case "-cluster" -> {
                if (!path.isEmpty()) {
                    throw new IllegalArgumentException("a cluster has no database");
                }
                yield new RedisTopology.Cluster(hosts(uri, REDIS_PORT));
            }
            default -> {
                List<RedisAddress> hosts = hosts(uri, REDIS_PORT);
                if (hosts.size() > 1) {
                    throw new IllegalArgumentException("several hosts are Sentinels or a cluster");
                }
                yield new RedisTopology.Standalone(hosts.get(0), database(path));
            }
        };
    }

    private static List<RedisAddress> hosts(Matcher uri, int port) {
        List<RedisAddress> hosts = new ArrayList<>();
        for (String text : uri.group("hosts").split(",", -1)) {
            Matcher host = HOST.matcher(text);
            if (!host.matches()) {
                throw new IllegalArgumentException("\"" + text + "\" is no host[:port]");
            }
            hosts.add(new RedisAddress(
                    host.group("six") == null ? host.group("name") : host.group("six"),
                    host.group("port") == null ? port : Integer.parseInt(host.group("port"))));
        }
        return hosts;
    }

    private static int database(String text) {
        if (!text.isEmpty() && !DATABASE.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no number of a database");
        }
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    private static @Nullable RedisCredentials login(@Nullable String login) {
        if (login == null) {
            return null;
        }
        int colon = login.indexOf(':');
        String user = colon < 0 ? "" : decoded(login.substring(0, colon));
        return new RedisCredentials(user.isEmpty() ? null : user, decoded(login.substring(colon + 1)));
    }

    /** For how long a connection may take, and then each command. */
    private static RedisTiming timing(String timeout) {
        RedisTiming usual = RedisTiming.DEFAULT;
        try {
            Duration longest = Duration.parse(timeout);
            return new RedisTiming(
                    longest,
                    longest,
                    usual.probe(),
                    usual.probeAnswer(),
                    usual.linger(),
                    usual.masterPoll(),
                    usual.topologyRefresh());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("\"" + timeout + "\" is no duration such as PT2S", e);
        }
    }

    private static RedisTls tls(Map<String, String> query) {
        return new RedisTls(
                RedisTls.Verify.CERTIFICATE_AND_HOST,
                file(query.remove("ca")),
                file(query.remove("cert")),
                file(query.remove("key")));
    }

    private static @Nullable Path file(@Nullable String name) {
        if (name != null && !Files.isReadable(Path.of(name))) {
            throw new IllegalArgumentException(name + " cannot be read");
        }
        return name == null ? null : Path.of(name);
    }

    private static Map<String, String> query(@Nullable String query) {
        Map<String, String> values = new TreeMap<>();
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts.length < 2 ? "" : decoded(parts[1]));
        }
        return values;
    }

    /** A plus stays one: passwords have them. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
