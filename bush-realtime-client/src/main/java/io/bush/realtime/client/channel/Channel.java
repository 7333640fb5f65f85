package io.bush.realtime.client.channel;

/**
 * What can be subscribed to: a type and one resource of it (contract, "Channel"). Thread safety: immutable.
 *
 * @param type for example {@code file}; 1 to 64 visible ASCII characters
 * @param resourceId for example {@code file_xyz}; 1 to 128 visible ASCII characters. The server decides which it accepts.
 */
public record Channel(String type, String resourceId) {

    private static final int MAX_TYPE = 64;
    private static final int MAX_RESOURCE_ID = 128;

    /** Checks both parts. */
    public Channel {
        check("channel type", type, MAX_TYPE);
        check("resource id", resourceId, MAX_RESOURCE_ID);
    }

    private static void check(String what, String value, int max) {
        if (value.isEmpty() || value.length() > max || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    what + " is '" + value + "', allowed: 1 to " + max + " visible ASCII characters");
        }
    }

    /**
     * Returns both parts with a colon between them.
     *
     * @return for example {@code file:file_xyz}
     */
    @Override
    public String toString() {
        return type + ":" + resourceId;
    }
}
