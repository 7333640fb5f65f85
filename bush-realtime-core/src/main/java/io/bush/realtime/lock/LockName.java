package io.bush.realtime.lock;

import java.util.regex.Pattern;

/**
 * What is locked: a kind of thing, and which one. Thread safety: immutable.
 *
 * @param kind for example {@code comment}, {@code [a-z][a-z0-9_]{0,31}}
 * @param id the application's id, {@code [A-Za-z0-9_.:-]{1,128}}, because it becomes part of a key
 */
public record LockName(String kind, String id) {

    /** The kind behind the {@code comment.*} actions. */
    public static final String COMMENT = "comment";

    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    /** Refuses what cannot be part of a key. */
    public LockName {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("kind of lock is \"" + kind + "\", allowed: " + KIND);
        }
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id of lock is \"" + id + "\", allowed: " + ID);
        }
    }

    /**
     * Names the lock on a comment.
     *
     * @param commentId the comment
     * @return its lock's name
     */
    public static LockName comment(String commentId) {
        return new LockName(COMMENT, commentId);
    }

    @Override
    public String toString() {
        return kind + ":" + id;
    }
}
