package io.bush.realtime.client.internal.parts;

import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.lane.Backoff;
import io.bush.realtime.client.internal.lane.Lane;
import io.bush.realtime.client.internal.subscription.Subscriptions;
import io.bush.realtime.client.internal.user.Backlog;
import io.bush.realtime.client.internal.user.TokenDesk;
import io.bush.realtime.client.internal.user.UserCode;
import io.bush.realtime.client.internal.user.UserCode.Delivery;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one client share.
 *
 * @param settings what the application chose
 * @param world time, threads, sockets
 * @param lane all the client's own state belongs to it
 * @param user runs the application's code
 * @param listenerLane where the client's listener is told things, in order
 * @param tokens asks for tokens
 * @param backlog what has arrived and is not handled
 * @param subscriptions those that have not ended
 */
public record Parts(
        ClientSettings settings,
        World world,
        Lane lane,
        UserCode user,
        Lane listenerLane,
        TokenDesk tokens,
        Backlog backlog,
        Subscriptions subscriptions) {

    /**
     * Makes an alarm on the client's lane.
     *
     * @return one that is not set
     */
    public Alarm alarm() {
        return new Alarm(world.scheduler(), lane);
    }

    /**
     * Makes a backoff.
     *
     * @return one that begins with a second
     */
    public Backoff backoff() {
        return new Backoff(world.random());
    }

    /**
     * Reads the monotonic clock.
     *
     * @return nanoseconds
     */
    public long now() {
        return world.clock().nanoTime();
    }

    /**
     * Makes a delivery for the listener.
     *
     * @param what calls it
     * @return the delivery
     */
    public Delivery toListener(Consumer<ClientListener> what) {
        return new Delivery(listenerLane, () -> user.tell(what));
    }

    /**
     * Delivers something that was taken into the backlog, and lets it go there when it was handled.
     *
     * @param delivery what
     * @param sizeBytes its size
     * @return false if the executor refuses
     */
    public boolean deliver(Delivery delivery, int sizeBytes) {
        return user.offer(delivery.lane(), delivery.work(), () -> backlog.release(sizeBytes));
    }

    /**
     * Says that handlers cannot run.
     *
     * @param refusal what their executor threw, or null
     * @return why there is no connection then
     */
    public static ConnectionException handlersUnavailable(@Nullable Throwable refusal) {
        return ConnectionException.of(
                Reason.HANDLERS_UNAVAILABLE, "the executor for handlers refuses to run any", refusal);
    }
}
