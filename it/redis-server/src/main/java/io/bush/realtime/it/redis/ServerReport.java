package io.bush.realtime.it.redis;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a server says about itself, a name and a value a line.
 *
 * <p>Thread safety: immutable.
 *
 * @param values as it said them
 */
public record ServerReport(Map<String, String> values) {

    /**
     * Asks for a section of INFO.
     *
     * @param server whom
     * @param section such as {@code replication}
     * @return the answer
     */
    public static ServerReport info(RedisServer server, String section) {
        return parse(server.client().text("INFO", section));
    }

    static ServerReport replication(RedisServer server) {
        return info(server, "replication");
    }

    /** Tells whether a replica has all that its master has now. */
    static boolean inSync(RedisServer replica, RedisServer master) {
        ServerReport copy = replication(replica);
        return copy.is("master_link_status", "up")
                && copy.is("slave_repl_offset", replication(master).get("master_repl_offset"));
    }

    static ServerReport cluster(RedisServer server) {
        return parse(server.client().text("CLUSTER", "INFO"));
    }

    private static ServerReport parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith("#")) {
                values.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        });
        return new ServerReport(values);
    }

    /**
     * Returns a value.
     *
     * @param name its name
     * @return the value, or empty text
     */
    public String get(String name) {
        return values.getOrDefault(name, "");
    }

    /**
     * Tells whether a value is this one.
     *
     * @param name its name
     * @param value what it should be
     * @return true when it is
     */
    public boolean is(String name, String value) {
        return get(name).equals(value);
    }
}
