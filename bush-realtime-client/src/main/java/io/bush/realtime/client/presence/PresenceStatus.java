package io.bush.realtime.client.presence;

/** What somebody does (contract §3.10, seed 000 §5.2). */
public enum PresenceStatus {
    /** Looks at it. */
    VIEWING("viewing"),
    /** Has it open, and did nothing for a while. */
    IDLE("idle"),
    /** Writes a comment. */
    COMMENTING("commenting");

    private final String wireName;

    PresenceStatus(String wireName) {
        this.wireName = wireName;
    }

    /**
     * Returns the word on the wire.
     *
     * @return for example {@code viewing}
     */
    public String wireName() {
        return wireName;
    }

    /**
     * Reads a word of the wire.
     *
     * @param word what the server said
     * @return the status; {@link #VIEWING} for one that is unknown
     */
    public static PresenceStatus of(String word) {
        for (PresenceStatus status : values()) {
            if (status.wireName.equals(word)) {
                return status;
            }
        }
        return VIEWING;
    }
}
