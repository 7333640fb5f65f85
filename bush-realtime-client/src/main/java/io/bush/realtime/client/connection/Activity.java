package io.bush.realtime.client.connection;

/** How much anybody looks at what the client brings; decides how often it polls (contract §3.16). */
public enum Activity {
    /** Somebody looks: every 10 s, or as the server says. */
    ACTIVE,
    /** Nobody looks just now, as in a minimised window: every 60 s, or less often if the server says. */
    BACKGROUND
}
