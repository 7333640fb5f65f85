package io.bush.examples.review.node;

import io.bush.examples.review.StartFailure;
import io.bush.examples.review.realtime.RedisOption;
import io.bush.examples.review.store.DatabaseUrl;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes a process one of several.
 *
 * @param id its name among them
 * @param redis what they share besides the data directory; null when there are no others
 * @param database where the database is; null for the file in the data directory
 * @param drain how long clients have to leave when the process stops
 */
public record NodeSettings(
        String id, @Nullable RedisOption redis, @Nullable DatabaseUrl database, Duration drain) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Duration LONGEST_DRAIN = Duration.ofHours(1);

    /** The only process there is. Behind what its constructor needs. */
    public static final NodeSettings ALONE = new NodeSettings("node", null, null, Duration.ofSeconds(3));

    /** Refuses what is out of range, naming the option. */
    public NodeSettings {
        if (!ID.matcher(id).matches()) {
            throw new StartFailure("--node-id is " + id + ", allowed: " + ID);
        }
        if (drain.isNegative() || drain.compareTo(LONGEST_DRAIN) > 0) {
            throw new StartFailure("--drain is " + drain + ", allowed: PT0S to " + LONGEST_DRAIN);
        }
        if (redis != null && database != null && database.isInMemory()) {
            throw new StartFailure(
                    "--db is " + database + ", allowed with --redis: a database that other processes reach");
        }
    }

    /** Tells whether there may be others. */
    public boolean isOneOfSeveral() {
        return redis != null;
    }
}
