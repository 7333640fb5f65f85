package io.bush.examples.dialects;

/** Where clients connect. */
public final class Paths {

    /** The canonical protocol, on the same hub. */
    public static final String CANONICAL = "/v4/cable";
    /** Seed 001. */
    public static final String LINEAR = "/linear/ws";
    /** Seed 002. */
    public static final String CONVERSATIONS = "/conversations/ws";
    /** Seed 003. */
    public static final String REYNA = "/reyna/api/v1/ws";
    /** Seed 004. */
    public static final String TASKS = "/tasks/connect";

    private Paths() {}
}
