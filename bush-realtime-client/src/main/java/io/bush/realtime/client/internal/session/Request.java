package io.bush.realtime.client.internal.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.internal.wire.ServerFrame;
import org.jspecify.annotations.Nullable;

/** Something to ask of the server on one connection. All calls come on the client's lane. */
public interface Request {

    /** How a request ended that got no answer. */
    enum Lost {
        /** It never left. */
        UNSENT,
        /** It left, and nobody knows what became of it. */
        UNANSWERED
    }

    /**
     * Returns which limit it counts for.
     *
     * @return always the same
     */
    Pace pace();

    /**
     * Makes the frame, when it may leave; what changes while it waits is in it.
     *
     * @param ref the mark by which answers are known; is put into the frame
     * @return the frame; null if it is not wanted any more
     */
    @Nullable
    ObjectNode frame(String ref);

    /**
     * Returns whether the server answers when it worked. Of those it does not answer, only errors come.
     *
     * @return true unless it is presence or a signal
     */
    default boolean expectsAnswer() {
        return true;
    }

    /** The frame has left. */
    default void sent() {}

    /** The server refused it only because it was too much; it waits to leave again. */
    default void refused() {}

    /**
     * A direct answer came.
     *
     * @param frame the answer
     * @return whether it was the last one
     */
    boolean answered(ServerFrame frame);

    /**
     * The connection is gone.
     *
     * @param how whether it had left
     */
    void lost(Lost how);
}
