package io.bush.realtime.it.faults.node;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.faults.history.Attempt.Outcome;
import io.bush.realtime.it.faults.history.Line;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** A node that can be used from here, wherever it runs. Thread safety: any thread. */
public interface SiteNode extends AutoCloseable {

    /**
     * What a publish was answered.
     *
     * @param outcome which answer
     * @param eventId the id in it; empty when there was none
     */
    record Answer(Outcome outcome, String eventId) {}

    /** The client's half of a connection. */
    interface Wire {

        /** Sends a frame. */
        void say(String json);

        /** Breaks off. */
        void drop();
    }

    /** Its name. */
    String name();

    /** Whether it can still be used. */
    boolean isAlive();

    /** Opens a connection of a user; frames and the end go into the line, and are then shown to the others. */
    Wire open(String user, Line line, Consumer<String> frames, IntConsumer ended);

    /** Publishes an event with the number as its data and its idempotency key. */
    CompletableFuture<Answer> publish(Channel channel, int n);

    /** Takes a user's access back; true when every node will hear of it. */
    CompletableFuture<Boolean> revoke(String user);

    /** Lets the application's permissions deny a user everything, or allow it again; from the return on it does. */
    void permit(String user, Access access);

    /** What the application says of a user. */
    enum Access {
        /** Everything. */
        ALLOWED,
        /** Nothing. */
        DENIED
    }

    /** Ends it in order. */
    @Override
    void close();
}
