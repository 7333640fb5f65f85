package io.bush.realtime.internal.outage;

import java.util.concurrent.CompletionStage;

/** What the parts of a node do in an outage. Called on the outage's lane; no stage fails. */
public interface OutageSteps {

    /** Tells every connection. */
    void tell(OutageNews news);

    /** The back end is away: nothing is repaired until further notice, and the control position is in doubt. */
    void away();

    /** Brings every change of access into force that was missed, or lets nothing be delivered unconfirmed. */
    CompletionStage<Void> proveAccess();

    /** Begins new epochs where one is owed, and brings every channel level with the log. */
    CompletionStage<Void> levelChannels();

    /** Takes leases for connections and presence again. */
    CompletionStage<Void> registerAgain();

    /** Brings every channel level that still waits for its turn. */
    void hurry();
}
