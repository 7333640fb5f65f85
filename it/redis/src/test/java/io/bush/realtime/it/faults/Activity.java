package io.bush.realtime.it.faults;

import java.util.Map;

/** What goes on while something is broken. */
enum Activity {
    /** Events are published under keys, and tried again until it is known what became of them. */
    PUBLISHING("publish"),
    /** Clients leave channels and ask for them again. */
    SUBSCRIBING("unsubscribe subscribe recover"),
    /** Clients lose their connections and come back, here or elsewhere, with their positions. */
    REPLAYING("recover"),
    /** Clients say what they do. */
    BEING_PRESENT("presence"),
    /** Clients lock, renew and unlock the same few comments, also with tokens of the past. */
    LOCKING("comment.lock comment.renew comment.unlock"),
    /** Users lose their access and get it back. */
    REVOKING("revoke");

    /** What is seen of it in a history. */
    private final String traces;

    Activity(String traces) {
        this.traces = traces;
    }

    /** How often it happened, by what was asked for. */
    int count(Map<String, Integer> asked) {
        int count = 0;
        for (String trace : traces.split(" ", -1)) {
            count += asked.getOrDefault(trace, 0);
        }
        return count;
    }
}
