package io.bush.realtime.redis.internal.command;

import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.lane.Lane;
import io.bush.realtime.redis.internal.lane.Lanes;
import io.bush.realtime.redis.internal.topology.Servers;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts over the command link: each at most once, in time, and with a true word about its outcome (contract §6).
 *
 * <p>A call waits (for those before it that change the same key, or for a connection that is being made), is sent, is over.
 * Time-outs are counted here and not by lettuce, so that what has not been sent is known not to have been done. While the
 * breaker is open nothing is taken in. Thread safety: safe for use by any thread.
 */
public final class RedisCommands implements ScriptRunner, AutoCloseable {

    private static final int LANES = 8;

    private final Servers servers;
    private final NodeRuntime runtime;
    private final Limits limits;
    private final Lanes lanes;
    private final Lane transitions;
    private final CommandListener listener;
    private final CommandLink link;
    private final Breaker breaker;
    private final KeyOrder order = new KeyOrder();
    private final OpenCalls open;
    private final HeldCalls held;
    /** Calls that go out again with the next tick: each was certainly not done. Empty but in a cluster. */
    private final Queue<Call> again = new ConcurrentLinkedQueue<>();
    /** In a cluster one may be sent twice, and would be overtaken. */
    private final Call.Order announcements;
    /** Calls taken in that hold a place: one that was sent keeps it until lettuce has no more of it. */
    private final AtomicInteger places = new AtomicInteger();
    /** Whether this node has left. Only ever set. */
    private volatile boolean closed;

    /**
     * What commands are allowed.
     *
     * @param command longest time until a call is answered
     * @param inFlight most calls at a time
     */
    public record Limits(Duration command, int inFlight) {

        /** A call is given up a little earlier, so that even its failure comes in time. */
        long patienceNanos() {
            long early = Math.min(OpenCalls.TICK.toNanos() * 2, command.toNanos() / 5);
            return command.toNanos() - early;
        }
    }

    /**
     * Makes the commands of a node; {@link #start} makes the connection.
     *
     * @param servers makes connections
     * @param runtime the node's
     * @param limits how long and how many
     * @param probe does something that writes, with the given runner, which does not ask the breaker
     * @param listener hears how the commands fare
     */
    public RedisCommands(
            Servers servers,
            NodeRuntime runtime,
            Limits limits,
            Function<ScriptRunner, CompletionStage<?>> probe,
            CommandListener listener) {
        this.servers = servers;
        this.runtime = runtime;
        this.limits = limits;
        this.announcements = servers.kind() == Session.Kind.CLUSTER ? Call.Order.KEPT : Call.Order.NONE;
        this.lanes = new Lanes(runtime.executor(), LANES);
        this.transitions = new Lane(runtime.executor());
        this.listener = new BreakerNews(listener);
        this.open = new OpenCalls(runtime, this::late, this::tick);
        this.link = new CommandLink(servers, runtime, transitions, new LinkNews());
        this.held = new HeldCalls(link::openSession, this::dispatch);
        this.breaker = new Breaker(runtime, () -> probe.apply(new Regardless()), transitions, this.listener);
    }

    /** What the link says. */
    private final class LinkNews implements CommandLink.Listener {
        @Override
        public void connected() {
            held.sendAll();
            breaker.tryNow();
        }

        @Override
        public void failed(RedisFailure failure) {
            breaker.failed(failure);
        }
    }

    /** What the breaker says, before it is passed on. */
    private final class BreakerNews implements CommandListener {
        private final CommandListener listener;

        BreakerNews(CommandListener listener) {
            this.listener = listener;
        }

        @Override
        public void opened(RedisFailure cause) {
            open.forEach(call -> {
                if (call.isWaiting()) {
                    end(call, Kind.BREAKER_OPEN, "Redis cannot be reached: " + cause.getMessage());
                }
            });
            held.dropWhatIsOver();
            // Over a connection that lost its other end nothing ever comes back, not even when Redis does.
            renew("Redis could not be reached");
            listener.opened(cause);
        }

        @Override
        public void closed() {
            listener.closed();
        }

        @Override
        public void wrongServer() {
            listener.wrongServer();
        }
    }

    /** Runs scripts whether the breaker is open or not. */
    private final class Regardless implements ScriptRunner {
        @Override
        public CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments) {
            return run(script, keys, arguments, runtime.clock().nanoTime());
        }

        @Override
        public CompletionStage<List<@Nullable Object>> run(
                Script script, List<String> keys, List<byte[]> arguments, long sinceNanos) {
            return take(Call.of(script, keys, arguments, sinceNanos + limits.patienceNanos()));
        }

        @Override
        public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
            long deadline = runtime.clock().nanoTime() + limits.patienceNanos();
            return take(Call.publishing(near, busChannel, message, deadline, announcements))
                    .thenApply(receivers -> null);
        }
    }

    /**
     * Returns a way past the breaker, for who finds out whether Redis can be used.
     *
     * @return runs scripts whether it is open or not
     */
    public ScriptRunner regardless() {
        return new Regardless();
    }

    /**
     * Makes the first connection, and goes on trying when there is none.
     *
     * @return tells how the first try went
     */
    public CompletionStage<Void> start() {
        return link.start();
    }

    /**
     * Tells why there is no connection: what the last try said that was not only slow, which may be more than the first did.
     *
     * @return the failure; null when there is a connection, or nothing is known
     */
    public @Nullable Throwable whyNotConnected() {
        return link.why();
    }

    /**
     * Closes the connection and makes another; what was sent over it and not answered fails.
     *
     * @param why for the log
     */
    public void renew(String why) {
        Session present = link.session();
        if (present != null) {
            link.condemn(present, why);
        }
    }

    /**
     * Begins as in an outage: the node has started without Redis.
     *
     * @param cause why
     */
    public void startDegraded(RedisFailure cause) {
        breaker.openNow(cause);
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments) {
        return run(script, keys, arguments, runtime.clock().nanoTime());
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(
            Script script, List<String> keys, List<byte[]> arguments, long sinceNanos) {
        return breaker.isOpen() ? notAsked() : new Regardless().run(script, keys, arguments, sinceNanos);
    }

    @Override
    public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
        return breaker.isOpen() ? notAsked() : new Regardless().publish(near, busChannel, message);
    }

    private <T> CompletionStage<T> notAsked() {
        return closed ? leaving() : refused(Kind.BREAKER_OPEN, "Redis cannot be reached and is not asked");
    }

    private static <T> CompletionStage<T> leaving() {
        return refused(Kind.CLOSED, "the back end is closed");
    }

    private static <T> CompletionStage<T> refused(Kind kind, String why) {
        return CompletableFuture.failedFuture(new RedisFailure(Outcome.NOT_DONE, kind, why, null));
    }

    private CompletionStage<List<@Nullable Object>> take(Call call) {
        if (closed) {
            return leaving();
        }
        if (call.isLate(runtime.clock().nanoTime())) {
            return refused(Kind.TIMED_OUT, "the time was over before Redis was asked");
        }
        if (places.incrementAndGet() > limits.inFlight()) {
            places.decrementAndGet();
            return refused(Kind.QUEUE_FULL, limits.inFlight() + " commands are under way, no more are taken");
        }
        boolean mayGo = !call.keepsOrder() || order.enter(call);
        open.add(call);
        if (mayGo) {
            held.sendOrHold(call);
        }
        if (closed) {
            endNow(call);
        }
        return call.answer();
    }

    private void dispatch(Session session, Call call) {
        if (call.beginSending()) {
            call.send(session)
                    .whenComplete((reply, failure) ->
                            lanes.of(call.key()).execute(() -> answered(session, call, reply, failure)));
        }
    }

    // ---- on the key's lane ----

    private void answered(
            Session session, Call call, @Nullable List<@Nullable Object> reply, @Nullable Throwable failure) {
        Script script = call.script();
        if (failure != null && script != null && Failures.isUnknownScript(failure) && !call.isOver()) {
            call.sendWhole(session, script)
                    .whenComplete((again, failed) ->
                            lanes.of(call.key()).execute(() -> answered(session, call, again, failed)));
            return;
        }
        if (failure != null && canBeSentAgain(session, call, Failures.of(failure))) {
            return;
        }
        places.decrementAndGet();
        if (reply == null) {
            failed(session, call, failure == null ? new IllegalStateException("no reply and no failure") : failure);
            return;
        }
        breaker.worked(call.use());
        if (call.end() != null) {
            over(call);
            call.answer().complete(reply);
        }
    }

    /** Whether a call that certainly was not done goes on waiting. Nothing is sent again that may have been done. */
    private boolean canBeSentAgain(Session session, Call call, RedisFailure failure) {
        boolean gone = failure.kind() == Kind.NO_CONNECTION;
        boolean changing = failure.kind() == Kind.CHANGING && !session.isSingle();
        if (failure.outcome() != Outcome.NOT_DONE || !(gone || changing) || !call.wasNotSent()) {
            return false;
        }
        if (session.isSingle()) {
            // It broke in this instant, and lettuce wrote nothing: the next connection takes it.
            held.sendOrHold(call);
        } else {
            // Its server is gone or its key moves, and nobody says when that is over; until then it is asked again.
            call.had(failure);
            doubtIfMoved(failure);
            again.add(call);
        }
        return true;
    }

    private void failed(Session session, Call call, Throwable thrown) {
        RedisFailure failure = Failures.of(thrown, call);
        // A connection that breaks fails everything on it; the link says so once.
        if (failure.kind() != Kind.CONNECTION_LOST) {
            breaker.failed(failure);
        }
        doubtIfMoved(failure);
        if (failure.kind() == Kind.READ_ONLY) {
            link.condemn(session, "the server does not take writes");
            transitions.execute(listener::wrongServer);
        }
        if (call.end() != null) {
            over(call);
            call.answer().completeExceptionally(failure);
        }
    }

    private void doubtIfMoved(RedisFailure failure) {
        switch (failure.kind()) {
            case NO_CONNECTION, CONNECTION_LOST, TIMED_OUT, READ_ONLY, NOT_READY, CHANGING -> servers.doubt();
            default -> {
                // Of the data or of the rights, which are the same everywhere.
            }
        }
    }

    /** A call that has ended makes room for the next one of its key that still waits. */
    private void over(Call call) {
        open.remove(call);
        if (call.keepsOrder()) {
            Call next = order.leave(call);
            if (next != null) {
                held.sendOrHold(next);
            }
        }
    }

    // ---- without an answer ----

    private void late(Call call) {
        RedisFailure trouble = call.trouble();
        String why = "no answer within " + limits.command();
        end(call, Kind.TIMED_OUT, trouble == null ? why : why + ", at last: " + trouble.getMessage());
    }

    private void tick() {
        held.dropWhatIsOver();
        for (Call call = again.poll(); call != null; call = again.poll()) {
            held.sendOrHold(call);
        }
    }

    private void end(Call call, Kind kind, String why) {
        Outcome outcome = call.end();
        if (outcome == null) {
            return;
        }
        if (outcome == Outcome.NOT_DONE) {
            places.decrementAndGet();
        }
        RedisFailure failure = new RedisFailure(outcome, kind, why, null);
        breaker.failed(failure);
        doubtIfMoved(failure);
        lanes.of(call.key()).execute(() -> {
            over(call);
            call.answer().completeExceptionally(failure);
        });
    }

    /** Ends everything that is not over. Later calls are refused. */
    @Override
    public void close() {
        closed = true;
        breaker.stop();
        open.close();
        // First, because closing the connection would end them as if it had broken; then what came in meanwhile.
        open.forEach(RedisCommands::endNow);
        link.close();
        open.forEach(RedisCommands::endNow);
    }

    /** Without the lane, because after the node nothing may run on one. */
    private static void endNow(Call call) {
        Outcome outcome = call.end();
        if (outcome != null) {
            call.answer().completeExceptionally(new RedisFailure(outcome, Kind.CLOSED, "the back end is closed", null));
        }
    }
}
