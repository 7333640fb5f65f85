package io.bush.realtime.it.faults.plant;

/** What can be planted. */
public enum Plant {
    /** Nothing: the control. */
    NOTHING,
    /** Number, store and announce one after the other. */
    THREE_STEPS,
    /** A subscription counts before Redis has acknowledged it. */
    NO_ACK,
    /** A position is good when epoch and offset fit; nobody looks at tags. */
    NO_CHAIN,
    /** After the link was made anew nobody asks the log. */
    NO_CATCH_UP,
    /** Events overtake changes of access. */
    OVERTAKEN_CHANGES,
    /** What was stored once under a key is never stored again, though a fail-over has lost it. */
    REMEMBERED_ANSWERS,
    /** An unlock does not compare tokens. */
    UNCONDITIONAL_UNLOCK
}
